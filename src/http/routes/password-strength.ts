import { Router } from 'express'
import { z } from 'zod'
import { type Saying, say } from '../../../views/languages/index.ts'
import type { StrengthLevel } from '../../domain/strength.ts'
import { judgePassword } from '../../usecases/judge-password.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, readForm } from '../forms.ts'
import { fromAddress } from '../limits.ts'
import type { PageParts } from '../parts.ts'
import { readerOf } from '../reader.ts'

const form = z.object({
  password: field.password('choose_password'),
  username: field.optional(),
  email: field.optional(),
  name: field.optional(),
})

const WORDS: ReadonlyMap<StrengthLevel | undefined, Saying> = new Map([
  [2, say('strength.fair')],
  [3, say('strength.good')],
  [4, say('strength.strong')],
])

/**
 * An early word about a new password while it is typed, by the judgement that it meets in the end, in the reader's
 * language. Nothing is kept, and no list of breached passwords is asked.
 */
export function passwordStrengthRoutes({ deps, pageLimits }: PageParts): Router {
  const router = Router()
  router
    .route('/password-strength')
    .post(async (req, res) => {
      const { password, ...names } = readForm(form, req)
      await pageLimits.take('strengthAddress', fromAddress(req))
      const known = Object.keys(names).length > 0 ? names : (req.user?.user ?? {})
      const { fault, level } = await judgePassword(deps, password, known, 'early')
      const reader = readerOf(req)
      res.set('cache-control', 'no-store').json({
        level: fault && level === undefined ? 0 : (level ?? null),
        said: fault ? reader.fault(fault) : reader.said(WORDS.get(level) ?? say('strength.longEnough')),
      })
    })
    .all(methodNotAllowed('POST'))
  return router
}
