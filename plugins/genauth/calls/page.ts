import { z } from 'zod'
import type { Stretch } from '../webhooks.ts'

const whole = (min: number, max: number, words: string) =>
  z.coerce.number(words).int(words).min(min, words).max(max, words)

/** Pages are counted from 1. */
export const paged = z.object({
  page: whole(1, 1_000_000, 'Give a whole number from 1 on.').default(1),
  limit: whole(1, 50, 'Give a whole number from 1 to 50.').default(10),
})

export const stretchOf = ({ page, limit }: z.output<typeof paged>): Stretch => ({
  offset: (page - 1) * limit,
  limit,
})
