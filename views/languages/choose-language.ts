import { isLanguage, type Language } from './texts.ts'

/** A header is read this far; browsers send a few tags. */
const HEADER_MAX = 1000

/** What speaks for a language, the strongest first. */
export interface Wishes {
  /** `locale` of the profile: any BCP 47 tag. */
  readonly profile?: string | null | undefined
  /** The cookie that the switch on the sign-in pages leaves. */
  readonly cookie?: unknown
  /** `Accept-Language` (RFC 9110 §12.5.4). */
  readonly header?: string | undefined
}

/** The language of the first wish that can be met; undefined when nobody wished for one of ours. */
export function wishedLanguage({ profile, cookie, header }: Wishes): Language | undefined {
  const chosen = isLanguage(cookie) ? cookie : undefined
  return languageOf(profile ?? '') ?? chosen ?? acceptedLanguage(header ?? '')
}

/** The same; English without a wish. */
export function chooseLanguage(wishes: Wishes): Language {
  return wishedLanguage(wishes) ?? 'en'
}

/** The language of ours that a tag asks for. Every Chinese is nearer to Simplified Chinese than to English. */
export function languageOf(tag: string): Language | undefined {
  const [primary] = tag.trim().toLowerCase().split(/[-_]/)
  if (primary === 'zh') return 'zh-CN'
  return primary === 'en' ? 'en' : undefined
}

function acceptedLanguage(header: string): Language | undefined {
  const ranges = header
    .slice(0, HEADER_MAX)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';')
      const weight = parameters
        .map((one) => /^\s*q\s*=\s*(\S+)\s*$/.exec(one)?.[1])
        .find((one) => one !== undefined)
      return { language: languageOf(tag), q: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ q }) => q > 0)
  return ranges.sort((a, b) => b.q - a.q).find(({ language }) => language !== undefined)?.language
}
