import { z } from 'zod'

/** The answer of a list: its rows, and the cursor of the next page or null. */
export function pageOf(item: z.ZodType) {
  return z.object({ data: z.array(item), next: z.string().nullable() })
}

/** `?limit=`, a whole number from 1 to `max`; text in the address, an integer in the description. */
export function limitParameter(usual: number, max: number) {
  const words = `Send a whole number from 1 to ${max}.`
  return z
    .string(words)
    .regex(/^\d{1,6}$/, words)
    .meta({ type: 'integer', minimum: 1, maximum: max, default: usual, pattern: undefined })
    .transform(Number)
    .pipe(z.int(words).min(1, words).max(max, words))
    .default(usual)
}
