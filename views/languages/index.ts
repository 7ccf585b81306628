export * from './choose-language.ts'
export * from './reader.ts'
export * from './rich-text.tsx'
export { isLanguage, LANGUAGE_TAGS, LANGUAGES, type Language } from './texts.ts'
