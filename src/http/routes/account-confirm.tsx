import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { FreshProofPage } from '../../../views/pages/fresh-proof.tsx'
import { proveAgain } from '../../usecases/prove-again.ts'
import { renewSessionId } from '../browser-session.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { signedIn } from '../guards.tsx'
import { guarded, isWrongPassword, ownPassword } from '../guessing.ts'
import type { PageParts } from '../parts.ts'
import { safeReturnTo } from '../return-to.ts'
import { gateShell, sendPage, whoIs } from '../shell.ts'

const form = z.object({ password: field.password(), return_to: field.optional(1000) })

/** The password once more, before an act that matters; good for ten minutes. */
export function confirmRoutes({ deps, guessing }: PageParts): Router {
  const show = (req: Request, res: Response, status = 200, errors = {}) => {
    const { return_to } = typed(req, 'return_to')
    sendPage(
      res,
      <FreshProofPage
        {...gateShell(req, res)}
        action="/account/confirm"
        returnTo={safeReturnTo(return_to ?? req.query.return_to) ?? '/account'}
        who={whoIs(req)}
        errors={errors}
      />,
      status,
    )
  }

  const router = Router()
  router
    .route('/confirm')
    .get((req, res) => show(req, res))
    .post(async (req, res) => {
      const { user } = signedIn(req)
      try {
        const { password, return_to } = readForm(form, req)
        await guarded(guessing, ownPassword(user.id), isWrongPassword, () =>
          proveAgain(deps, { userId: user.id, password }, contextOf(req)),
        )
        req.session.provenAt = deps.clock.now()
        await renewSessionId(req)
        res.redirect(303, safeReturnTo(return_to) ?? '/account')
      } catch (error) {
        const { status, errors } = formErrors(error)
        show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}
