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

export interface Between {
  /** Epoch milliseconds, both included; absent where nothing was written, or what is no time. */
  readonly fromAt?: number
  readonly untilAt?: number
  /** What is wrong with what was written, by `from` and `until`. */
  readonly errors: Readonly<Record<string, string>>
}

/** Two times as a filter holds them; empty leaves that side open. */
export function timesBetween(written: { readonly from: string; readonly until: string }): Between {
  const errors: Record<string, string> = {}
  const read = (name: 'from' | 'until', last: boolean): number | undefined => {
    if (written[name].trim() === '') return undefined
    const at = parseUtc(written[name], last)
    if (at === undefined) errors[name] = 'Write a time such as 2026-11-23T10:00, in UTC.'
    return at
  }
  const fromAt = read('from', false)
  const untilAt = read('until', true)
  if (fromAt !== undefined && untilAt !== undefined && fromAt > untilAt)
    errors.until = 'This lies before the beginning.'
  return {
    ...(fromAt === undefined ? {} : { fromAt }),
    ...(untilAt === undefined ? {} : { untilAt }),
    errors,
  }
}
