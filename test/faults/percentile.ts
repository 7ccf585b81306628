/** In whole milliseconds. */
export function percentile(values: readonly number[], share = 0.95): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share))] ?? 0)
}
