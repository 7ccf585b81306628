const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `clock` 09:57:31 · `minute` 09:57 · `day` 23 Nov 2026 · `both` 23 Nov, 09:57:31 · `full` 23 Nov 2026, 09:57:31 UTC */
export type TimeForm = 'clock' | 'minute' | 'day' | 'both' | 'full'

/** A point in time in UTC. `at` is epoch milliseconds. */
export function formatTime(at: number, form: TimeForm): string {
  const date = new Date(at)
  const clock = date.toISOString().slice(11, 19)
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`
  switch (form) {
    case 'clock':
      return clock
    case 'minute':
      return clock.slice(0, 5)
    case 'day':
      return `${day} ${date.getUTCFullYear()}`
    case 'both':
      return `${day}, ${clock}`
    case 'full':
      return `${day} ${date.getUTCFullYear()}, ${clock} UTC`
  }
}

/** A length of time in the largest unit that fits: `48 s`, `27 min`, `3 hours`, `2 days`. Takes milliseconds. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  if (hours < 36) return `${hours} hours`
  return `${Math.round(hours / 24)} days`
}

/** `now`, `26 min ago` or `in 27 min`. Both are epoch milliseconds. */
export function formatDistance(at: number, now: number): string {
  if (Math.abs(now - at) < 1000) return 'now'
  return at < now ? `${formatSpan(now - at)} ago` : `in ${formatSpan(at - now)}`
}
