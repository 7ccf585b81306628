import type { Translate } from '../languages/index.ts'

/** A browser as its `User-Agent` header tells of it; null where it does not. */
export interface Browser {
  /** `Firefox` */
  readonly name: string | null
  /** `Linux` */
  readonly system: string | null
  readonly mobile: boolean
}

// Order matters: Edge and Opera also say Chrome, Chrome also says Safari, Android also says Linux.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrom(?:e|ium)\/|\bHeadlessChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** What a `User-Agent` header says; a guess for people, never a fact to decide by. */
export function describeBrowser(userAgent: string | null): Browser {
  const text = userAgent ?? ''
  const named = (list: typeof BROWSERS) => list.find(([pattern]) => pattern.test(text))?.[1] ?? null
  return {
    name: named(BROWSERS),
    system: named(SYSTEMS),
    mobile: /\bMobile\b|\biPad\b|\bAndroid\b/.test(text),
  }
}

/** `Firefox on Linux` */
export function browserWords({ name, system }: Browser, t: Translate): string {
  if (name === null && system === null) return t('sessions.unknownBrowser')
  const browser = name ?? t('sessions.someBrowser')
  return system === null ? browser : t('sessions.browserOn', { browser, system })
}
