import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { ForgotPasswordPage, ForgotPasswordSentPage } from '../../../views/pages/forgot-password.tsx'
import { Refusal } from '../../domain/errors.ts'
import { fault } from '../../domain/faults.ts'
import { requestPasswordReset } from '../../usecases/request-password-reset.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { forName, fromAddress } from '../limits.ts'
import type { PageParts } from '../parts.ts'
import { gateShell, sendPage } from '../shell.ts'

const form = z.object({ email: field.required('type_email', 1000) })

/** The answer is the same whether or not an account has that address. */
export function forgotPasswordRoutes({ deps, pageLimits, settings }: PageParts): Router {
  const mailsLeave = settings.smtpConfigured || !deps.rules.production
  const show = (req: Request, res: Response, status = 200, errors = {}) =>
    sendPage(
      res,
      <ForgotPasswordPage {...gateShell(req, res)} values={typed(req, 'email')} errors={errors} />,
      status,
    )

  const router = Router()
  router
    .route('/forgot-password')
    .all((_req, _res, next) => {
      if (mailsLeave) return next()
      throw new Refusal('unavailable', {
        message: fault('no_mail_reset'),
      })
    })
    .get((req, res) => show(req, res))
    .post(async (req, res) => {
      try {
        const { email } = readForm(form, req)
        await pageLimits.take('mailAddress', fromAddress(req))
        await pageLimits.take('mailRecipient', forName(email))
        // Counted apart from what was typed and never said: it would tell which address belongs to a username.
        const mayMail = (address: string | null) =>
          pageLimits.mayTake('resetRecipient', forName(address ?? `nobody ${email}`))
        await requestPasswordReset(deps, { identifier: email, mayMail }, contextOf(req))
        sendPage(res, <ForgotPasswordSentPage {...gateShell(req, res)} email={email} />)
      } catch (error) {
        const { status, errors } = formErrors(error, { identifier: 'email' })
        show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}
