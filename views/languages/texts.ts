import type { en } from './en/index.ts'

/** The languages that persons' pages and mails are written in, by tag, each under its own name. */
export const LANGUAGES = { en: 'English', 'zh-CN': '简体中文' } as const
export type Language = keyof typeof LANGUAGES
export const LANGUAGE_TAGS = ['en', 'zh-CN'] as const satisfies readonly Language[]

export function isLanguage(tag: unknown): tag is Language {
  return typeof tag === 'string' && Object.hasOwn(LANGUAGES, tag)
}

type English = typeof en
type Area = keyof English & string

/** A plural's name without the form that i18next adds (CLDR: `one`, `other`). */
type Base<Name> = Name extends `${infer Whole}_one` | `${infer Whole}_other` ? Whole : Name

/** `login.title`: an area, which is a file of the catalogue, and a text in it. */
export type TextKey = { [A in Area]: `${A}.${Base<keyof English[A] & string> & string}` }[Area]

type Own<A extends Area, Name extends string> = Name extends keyof English[A]
  ? English[A][Name]
  : `${Name}_other` extends keyof English[A]
    ? English[A][`${Name}_other`]
    : never

/** The English text of a key; of a plural the form for many. */
export type TextOf<K extends string> = K extends `${infer A extends Area}.${infer Name}`
  ? Own<A, Name>
  : never

type OpenTags<Text> = Text extends `${string}<${infer Tag}>${infer Rest}` ? Tag | OpenTags<Rest> : never
/** The names in `<…/>`: places for an element. */
export type Slots<Text> =
  OpenTags<Text> extends infer Tag ? (Tag extends `${infer Name}/` ? Name : never) : never
/** The names in `<…>words</…>`: elements around words. */
export type Wraps<Text> =
  OpenTags<Text> extends infer Tag ? (Tag extends `${string}/` | `/${string}` ? never : Tag & string) : never

/** Keys of texts without elements in them: those that are a string. */
export type PlainKey = { [K in TextKey]: OpenTags<TextOf<K>> extends never ? K : never }[TextKey]

/**
 * The shape of an area in another language: every text of the English one and none besides. A language without a form
 * of its own for one thing (Chinese) leaves those out.
 */
export type Translation<Texts> = {
  readonly [Name in keyof Texts as Name extends `${string}_one` ? never : Name]: string
}
