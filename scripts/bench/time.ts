/** Milliseconds on the clock that all processes of this machine share (CLOCK_MONOTONIC). */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The value below which `share` of them lie; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** The lines `at <message id> <nanoseconds>` of a process: when each message was committed, in milliseconds. */
export function committedAt(text: string): Map<string, number> {
  const lines = [...text.matchAll(/^at (\S+) (\d+)$/gm)]
  return new Map(lines.map(([, id = '', time]) => [id, Number(time) / 1e6]))
}
