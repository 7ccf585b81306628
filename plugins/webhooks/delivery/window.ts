/**
 * Rows that something sent on request (a replay, a backfill) has open at once. Live deliveries of the same endpoint
 * come in behind them, so an endpoint with a rate gets no more than it takes in ten seconds.
 */
const LARGEST_WINDOW = 1000
const SMALLEST_WINDOW = 10
const WINDOW_SECONDS = 10

export function windowOf({ ratePerSecond }: { readonly ratePerSecond: number | null }): number {
  if (ratePerSecond === null) return LARGEST_WINDOW
  return Math.max(SMALLEST_WINDOW, Math.min(LARGEST_WINDOW, Math.round(ratePerSecond * WINDOW_SECONDS)))
}
