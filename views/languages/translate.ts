import { createInstance, type TFunction } from 'i18next'
import type { AnyValues, ValuesArgument } from '../../src/lib/fill-in.ts'
import { en } from './en/index.ts'
import type { Language, PlainKey, TextKey, TextOf } from './texts.ts'
import { zhCN } from './zh-CN/index.ts'

/** One for the process, filled from the catalogues above and never changed: each reader asks it in their language. */
const i18n = createInstance()
i18n.init({
  resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
  lng: 'en',
  fallbackLng: false,
  initAsync: false,
  // JSX escapes what is shown, and plain text needs none.
  interpolation: { escapeValue: false },
})

const IN: Readonly<Record<Language, TFunction>> = {
  en: i18n.getFixedT('en'),
  'zh-CN': i18n.getFixedT('zh-CN'),
}

/** A text with its holes filled. Values come as `replace`, so that none is taken for an option of i18next. */
export function translate(language: Language, key: string, values: AnyValues = {}): string {
  return IN[language](key, { replace: values, nest: false, ...countOf(values) })
}

/** A text as it stands in the catalogue, in the plural's form that `values.count` asks for. */
export function templateOf(language: Language, key: TextKey, values: AnyValues = {}): string {
  return IN[language](key, { skipInterpolation: true, ...countOf(values) })
}

function countOf({ count }: AnyValues): { count?: number } {
  return typeof count === 'number' ? { count } : {}
}

/** Asks for a text by its key: an unknown key, and a hole without a value, do not compile. */
export type Translate = <K extends PlainKey>(key: K, ...values: ValuesArgument<TextOf<K>>) => string

export function translator(language: Language): Translate {
  return (key, ...[values]) => translate(language, key, values)
}
