// @ts-check

/** The row that changed last stands out for this long. */
export const FRESH_MS = 60_000

/**
 * `3 s ago`, as the server writes it first and the page keeps it.
 *
 * @param {number} then epoch milliseconds
 * @param {number} now epoch milliseconds
 */
export function ago(then, now) {
  const seconds = Math.floor((now - then) / 1000)
  if (seconds < 1) return 'now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} days ago`
}
