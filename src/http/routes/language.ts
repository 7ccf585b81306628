import { Router } from 'express'
import { z } from 'zod'
import { LANGUAGE_TAGS } from '../../../views/languages/index.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, readForm } from '../forms.ts'
import type { PageParts } from '../parts.ts'
import { LANGUAGE_COOKIE } from '../reader.ts'
import { safeReturnTo } from '../return-to.ts'

const YEAR_MS = 365 * 24 * 3_600_000
const form = z.object({ language: z.enum(LANGUAGE_TAGS, 'choose_language'), return_to: field.optional(1000) })

/** The switch on the sign-in pages: this browser keeps the language until a profile says otherwise. */
export function languageRoutes({ settings }: PageParts): Router {
  const secure = settings.url.startsWith('https:')
  const router = Router()
  router
    .route('/language')
    .post((req, res) => {
      const { language, return_to } = readForm(form, req)
      res.cookie(LANGUAGE_COOKIE, language, {
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
        secure,
        maxAge: YEAR_MS,
      })
      res.redirect(303, safeReturnTo(return_to) ?? '/')
    })
    .all(methodNotAllowed('POST'))
  return router
}
