import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { type Fault, faultText } from '../../src/domain/faults.ts'
import type { ValuesArgument } from '../../src/lib/fill-in.ts'
import { formatDistance, formatSpan, formatTime, type TimeForm } from '../partials/format-time.ts'
import { localDistance, localSpan, localTime } from './local-time.ts'
import type { Language, PlainKey, TextOf } from './texts.ts'
import { type Translate, translate, translator } from './translate.ts'

/** Whoever reads a page or a mail: which language, and how times and faults are said to them. */
export interface Reader {
  readonly language: Language
  /** A text of the catalogue. */
  readonly t: Translate
  /** What is wrong, by its code; words without a code stay as they are. */
  fault(fault: Fault): string
  /** Sentences one after the other: with a space between them where the language has one. */
  sentences(parts: readonly string[]): string
  /** A sentence left for later, such as a flash. */
  said(saying: Saying): string
  /** A point in time; epoch milliseconds. */
  time(at: number, form: TimeForm): string
  /** A length of time in the largest unit that fits; milliseconds. */
  span(ms: number): string
  /** How far away a point in time is. */
  distance(at: number, now: number): string
}

/** A text of the catalogue that is shown later, when its reader is known; plain words stay as they are. */
export type Saying =
  | string
  | { readonly key: PlainKey; readonly values?: Readonly<Record<string, string | number>> }

/** `say('profile.linkSent', { email })`: checked like a call of `t`. */
export function say<K extends PlainKey>(key: K, ...[values]: ValuesArgument<TextOf<K>>): Saying {
  return values === undefined ? { key } : { key, values }
}

/**
 * The reader of persons' pages and mails. `zone` is an IANA time zone; without one, or with one that this server does
 * not know, times are in UTC and say so.
 */
export function createReader(language: Language, zone: string | null): Reader {
  const t = translator(language)
  return {
    language,
    t,
    fault: (fault) =>
      typeof fault === 'string' ? fault : translate(language, `fault.${fault.code}`, fault.values),
    sentences: (parts) => parts.join(language === 'zh-CN' ? '' : ' '),
    said: (saying) => (typeof saying === 'string' ? saying : translate(language, saying.key, saying.values)),
    time: (at, form) => localTime(language, zone, at, form),
    span: (ms) => localSpan(t, ms),
    distance: (at, now) => localDistance(t, at, now),
  }
}

/** The console and what plugins show there: English, times in UTC. */
export const CONSOLE_READER: Reader = {
  ...createReader('en', null),
  fault: faultText,
  time: formatTime,
  span: formatSpan,
  distance: formatDistance,
}

export const ReaderContext = createContext<Reader>(CONSOLE_READER)

/** Who reads this page. */
export function useReader(): Reader {
  return useContext(ReaderContext)
}

/** The texts of this page in its reader's language: `const t = useTexts()`, then `t('login.title')`. */
export function useTexts(): Translate {
  return useContext(ReaderContext).t
}
