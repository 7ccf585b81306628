import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { LinkSpentPage } from '../../../views/pages/link-spent.tsx'
import {
  ResetPasswordDonePage,
  ResetPasswordOpenPage,
  ResetPasswordPage,
} from '../../../views/pages/reset-password.tsx'
import { peekLink } from '../../usecases/peek-link.ts'
import { resetPassword } from '../../usecases/reset-password.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm } from '../forms.ts'
import { isSpent, tokenField, tokenOf } from '../link-token.ts'
import type { PageParts } from '../parts.ts'
import { hideAddress } from '../security-headers.ts'
import { gateShell, sendPage } from '../shell.ts'

const opened = z.object({ token: tokenField })
const form = opened.extend({ password: field.password('choose_password') })

/** GET shows a button, its POST the form, and the form's POST spends the link. Nobody is signed in by it. */
export function resetPasswordRoutes({ deps }: PageParts): Router {
  const spent = (req: Request, res: Response) =>
    sendPage(res, <LinkSpentPage {...gateShell(req, res)} purpose="reset-password" />, 410)
  const show = (req: Request, res: Response, token: string, status = 200, errors = {}) =>
    sendPage(
      res,
      <ResetPasswordPage
        {...gateShell(req, res)}
        token={token}
        passwordMin={deps.rules.passwordMin}
        errors={errors}
      />,
      status,
    )
  const works = (token: string) => peekLink(deps, { purpose: 'reset_password', token })

  const router = Router()
  router
    .route('/reset-password')
    .all(hideAddress)
    .get(async (req, res) => {
      const token = tokenOf(req)
      if (!(await works(token))) return spent(req, res)
      sendPage(res, <ResetPasswordOpenPage {...gateShell(req, res)} token={token} />)
    })
    .post(async (req, res) => {
      const opening = req.body.password === undefined
      const { token } = opening ? readForm(opened, req) : { token: String(req.body.token ?? '') }
      if (!(await works(token))) return spent(req, res)
      if (opening) return show(req, res, token)
      try {
        const { password } = readForm(form, req)
        await resetPassword(deps, { token, newPassword: password }, contextOf(req))
        sendPage(res, <ResetPasswordDonePage {...gateShell(req, res)} />)
      } catch (error) {
        if (isSpent(error)) return spent(req, res)
        const { status, errors } = formErrors(error, { newPassword: 'password' })
        show(req, res, token, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}
