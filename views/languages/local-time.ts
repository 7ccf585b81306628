import type { TimeForm } from '../partials/format-time.ts'
import type { Language } from './texts.ts'
import type { Translate } from './translate.ts'

/** How dates are written: English in the order of day, month, year. */
const WRITTEN: Readonly<Record<Language, string>> = { en: 'en-GB', 'zh-CN': 'zh-CN' }

const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const
const MINUTE = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const SECOND = { ...MINUTE, second: '2-digit' } as const

const FORMS: Readonly<Record<TimeForm, Intl.DateTimeFormatOptions>> = {
  clock: SECOND,
  minute: MINUTE,
  day: DAY,
  both: { day: 'numeric', month: 'short', ...MINUTE },
  full: { ...DAY, ...MINUTE },
}

/**
 * A point in time as the reader writes it, in their zone. `full` names the zone by its distance from UTC; every form
 * with a clock says `UTC` where the reader's zone is not known.
 */
export function localTime(language: Language, zone: string | null, at: number, form: TimeForm): string {
  const timeZone = zone !== null && isZone(zone) ? zone : 'UTC'
  const format = new Intl.DateTimeFormat(WRITTEN[language], { ...FORMS[form], timeZone })
  const words = format.format(at)
  if (form === 'day') return words
  if (timeZone === 'UTC') return `${words} UTC`
  return form === 'full' ? `${words} ${offsetOf(timeZone, at)}` : words
}

/** `GMT+8`; short names such as CST mean several zones. */
function offsetOf(timeZone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** `45 seconds`, `27 minutes`, `3 hours`, `2 days`. */
export function localSpan(t: Translate, ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 90) return t('time.seconds', { count: seconds })
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return t('time.minutes', { count: minutes })
  const hours = Math.round(minutes / 60)
  if (hours < 36) return t('time.hours', { count: hours })
  return t('time.days', { count: Math.round(hours / 24) })
}

/** `now`, `26 minutes ago`, `in 27 minutes`. */
export function localDistance(t: Translate, at: number, now: number): string {
  if (Math.abs(now - at) < 1000) return t('time.now')
  return at < now
    ? t('time.ago', { span: localSpan(t, now - at) })
    : t('time.in', { span: localSpan(t, at - now) })
}
