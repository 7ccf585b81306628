import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { say } from '../../../views/languages/index.ts'
import { PasswordPage } from '../../../views/pages/password.tsx'
import { changePassword } from '../../usecases/change-password.ts'
import { leaveFlash, renewSessionId } from '../browser-session.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm } from '../forms.ts'
import { signedIn } from '../guards.tsx'
import { guarded, isWrongPassword, ownPassword } from '../guessing.ts'
import type { PageParts } from '../parts.ts'
import { accountShell, sendPage } from '../shell.ts'

const form = z.object({
  current: field.password('type_current_password'),
  password: field.password('choose_password'),
})

/** A new password ends every other session, and gives this one a new id. */
export function passwordRoutes({ deps, guessing }: PageParts): Router {
  const show = (req: Request, res: Response, status = 200, errors = {}) =>
    sendPage(
      res,
      <PasswordPage
        {...accountShell(req, res)}
        passwordMin={deps.rules.passwordMin}
        expired={req.user?.user.passwordExpired === true}
        errors={errors}
      />,
      status,
    )

  const router = Router()
  router
    .route('/password')
    .get((req, res) => show(req, res))
    .post(async (req, res) => {
      const { user, session } = signedIn(req)
      try {
        const { current, password } = readForm(form, req)
        await guarded(guessing, ownPassword(user.id), isWrongPassword, () =>
          changePassword(
            deps,
            { userId: user.id, currentPassword: current, newPassword: password, sessionId: session.id },
            contextOf(req),
          ),
        )
        await renewSessionId(req)
        req.session.provenAt = deps.clock.now()
        leaveFlash(req, say('password.changed'))
        res.redirect(303, user.passwordExpired ? '/account' : '/account/password')
      } catch (error) {
        const { status, errors } = formErrors(error, { currentPassword: 'current', newPassword: 'password' })
        show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}
