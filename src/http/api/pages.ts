import { z } from 'zod'

/** The answer of a list: its rows, and the cursor of the next page or null. */
export function pageOf(item: z.ZodType) {
  return z.object({ data: z.array(item), next: z.string().nullable() })
}

/** `?limit=`, how many rows a page has at most. */
export const limitParameter = (usual: number, max: number) => wholeNumber(usual, 1, max)

/** A whole number in the address: text there, an integer in the description. */
export function wholeNumber(usual: number, min: number, max: number) {
  const words = `Send a whole number from ${min} to ${max}.`
  return z
    .string(words)
    .regex(/^\d{1,6}$/, words)
    .meta({ type: 'integer', minimum: min, maximum: max, default: usual, pattern: undefined })
    .transform(Number)
    .pipe(z.int(words).min(min, words).max(max, words))
    .default(usual)
}
