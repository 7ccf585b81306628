import { z } from 'zod'

/** The answer of a list: its rows, and the cursor of the next page or null. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), next: z.string().nullable() })
}

const LIMIT = 'Send a whole number from 1 to 200.'

/** `?limit=` and `?cursor=` of a list, as they stand in an address. */
export const paging = {
  limit: z
    .string(LIMIT)
    .regex(/^\d{1,3}$/, LIMIT)
    .transform(Number)
    .pipe(z.int(LIMIT).min(1, LIMIT).max(200, LIMIT))
    .default(50)
    .describe('Rows a page, at most 200'),
  cursor: z.string('Send one cursor.').max(500).optional().describe('`next` of the page before'),
}

/** A list of names in one parameter, separated by commas. */
export function commaList(max = 2000) {
  return z
    .string('Send this once, its parts separated by commas.')
    .max(max)
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
}

/** ISO 8601 UTC of epoch milliseconds. */
export function iso(at: number): string
export function iso(at: number | null): string | null
export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
