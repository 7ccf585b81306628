import type { Request } from 'express'
import { createReader, type Language, type Reader, wishedLanguage } from '../../views/languages/index.ts'

/** Remembers the language chosen on a page, for a browser in which nobody is signed in. It is no secret. */
export const LANGUAGE_COOKIE = 'gatepost_language'

/** Who reads the answer to this request: by the profile, then by the browser. */
export function readerOf(req: Request): Reader {
  return createReader(languageWishedBy(req) ?? 'en', req.user?.user.zoneinfo ?? null)
}

/**
 * The language that the person or their browser asks for; undefined when neither asks for one of ours. A fault may be
 * answered before the cookies were read.
 */
export function languageWishedBy(req: Request): Language | undefined {
  const cookies: Readonly<Record<string, unknown>> = req.cookies ?? {}
  return wishedLanguage({
    profile: req.user?.user.locale,
    cookie: cookies[LANGUAGE_COOKIE],
    header: req.get('accept-language'),
  })
}
