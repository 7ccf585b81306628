/** Times as a form's field of date and time holds them, in UTC. */

const MINUTE_MS = 60_000
const WRITTEN = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?Z?)?$/

/** `2026-11-23T10:00` for epoch milliseconds. */
export function formatUtc(at: number): string {
  return new Date(at).toISOString().slice(0, 16)
}

/**
 * Epoch milliseconds of a day, a minute or a second; undefined for what is no time. `last` asks for the last
 * millisecond of the day, minute or second that was written: a range includes its end.
 */
export function parseUtc(text: string, last: boolean): number | undefined {
  const [, day, minute, second] = WRITTEN.exec(text.trim()) ?? []
  if (day === undefined) return undefined
  const at = Date.parse(`${day}T${minute ?? '00:00'}${second ?? ''}Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day) return undefined
  const span = minute === undefined ? 24 * 60 * MINUTE_MS : second === undefined ? MINUTE_MS : 1000
  return last && !text.includes('.') ? at + span - 1 : at
}
