/** A browser in a few words. */
export interface BrowserWords {
  /** `Firefox on Linux` */
  readonly words: string
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

/** Words for a `User-Agent` header; a guess for people, never a fact to decide by. */
export function describeBrowser(userAgent: string | null): BrowserWords {
  const text = userAgent ?? ''
  const named = (list: typeof BROWSERS) => list.find(([pattern]) => pattern.test(text))?.[1]
  const browser = named(BROWSERS)
  const system = named(SYSTEMS)
  const mobile = /\bMobile\b|\biPad\b|\bAndroid\b/.test(text)
  if (browser === undefined && system === undefined) return { words: 'Unknown browser', mobile }
  return { words: `${browser ?? 'A browser'}${system === undefined ? '' : ` on ${system}`}`, mobile }
}
