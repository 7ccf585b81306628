import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { FreshProofPage } from '../../../views/pages/fresh-proof.tsx'
import { proveAgain } from '../../usecases/prove-again.ts'
import { verifySecondFactor } from '../../usecases/verify-second-factor.ts'
import { renewSessionId } from '../browser-session.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { signedIn } from '../guards.tsx'
import { guarded, isWrongPassword, ownPassword } from '../guessing.ts'
import type { PageParts } from '../parts.ts'
import { ANSWER_MAX } from '../passkey-sign-in.ts'
import { passkeyOptions, passkeyProof } from '../passkeys.ts'
import { safeReturnTo } from '../return-to.ts'
import { gateShell, sendPage, whoIs } from '../shell.ts'

const form = z.object({ password: field.password(), return_to: field.optional(1000) })
const passkeyForm = z.object({
  passkey: field.required('passkey_old', ANSWER_MAX),
  return_to: field.optional(1000),
})

/** The password or a passkey once more, before an act that matters; good for ten minutes. */
export function confirmRoutes(parts: PageParts): Router {
  const { deps, guessing } = parts
  const show = async (req: Request, res: Response, status = 200, errors = {}) => {
    const { return_to } = typed(req, 'return_to')
    sendPage(
      res,
      <FreshProofPage
        {...gateShell(req, res)}
        action="/account/confirm"
        returnTo={safeReturnTo(return_to ?? req.query.return_to) ?? '/account'}
        who={whoIs(req)}
        passkey={await passkeyOptions(parts, req, 'confirm', signedIn(req).user.id)}
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
        if (req.body?.passkey !== undefined) return await confirmByPasskey(req, res)
        const { password, return_to } = readForm(form, req)
        await guarded(guessing, ownPassword(user.id), isWrongPassword, () =>
          proveAgain(deps, { userId: user.id, password }, contextOf(req)),
        )
        req.session.provenAt = deps.clock.now()
        await renewSessionId(req)
        res.redirect(303, safeReturnTo(return_to) ?? '/account')
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router

  async function confirmByPasskey(req: Request, res: Response): Promise<void> {
    const { passkey, return_to } = readForm(passkeyForm, req)
    const proof = passkeyProof(parts, req, 'confirm', passkey)
    await verifySecondFactor(deps, { userId: signedIn(req).user.id, ...proof }, contextOf(req))
    const now = deps.clock.now()
    Object.assign(req.session, { provenAt: now, passkeyAt: now, factorProven: true })
    await renewSessionId(req)
    res.redirect(303, safeReturnTo(return_to) ?? '/account')
  }
}
