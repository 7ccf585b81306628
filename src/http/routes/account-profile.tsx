import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { say } from '../../../views/languages/index.ts'
import { PROFILE_FIELDS, ProfilePage } from '../../../views/pages/profile.tsx'
import { Refusal } from '../../domain/errors.ts'
import { fault } from '../../domain/faults.ts'
import { changeEmail } from '../../usecases/change-email.ts'
import { listCustomFields } from '../../usecases/list-custom-fields.ts'
import { requestEmailVerification } from '../../usecases/request-email-verification.ts'
import { updateUser } from '../../usecases/update-user.ts'
import { leaveFlash } from '../browser-session.ts'
import { contextOf } from '../context.ts'
import { customErrors, customInputs, customOf, customShape } from '../custom-fields.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { signedIn } from '../guards.tsx'
import { guarded, isWrongPassword, ownPassword } from '../guessing.ts'
import { forName, fromAddress } from '../limits.ts'
import type { PageParts } from '../parts.ts'
import { readerOf } from '../reader.ts'
import { accountShell, sendPage } from '../shell.ts'

const profile = Object.fromEntries(PROFILE_FIELDS.map((name) => [name, field.line]))

const addressForm = z.object({
  email: field.required('type_new_email'),
  password: field.password('type_own_password'),
})

const sendsNoMail = () => new Refusal('unavailable', { message: fault('no_mail') })

export function profileRoutes({ deps, guessing, pageLimits, settings }: PageParts): Router {
  const mailsLeave = settings.smtpConfigured || !deps.rules.production
  const show = async (req: Request, res: Response, status = 200, errors = {}) => {
    const { user } = signedIn(req)
    const held = { ...user.customFields, ...user.privateFields }
    const own = (await listCustomFields(deps)).filter(({ editor }) => editor === 'user')
    sendPage(
      res,
      <ProfilePage
        {...accountShell(req, res)}
        values={{ ...user, ...typed(req, ...PROFILE_FIELDS) }}
        custom={customInputs(req, own, held, readerOf(req).language)}
        errors={customErrors(errors)}
        email={user.email}
        emailVerified={user.emailVerified}
        verifyAction={mailsLeave ? '/account/verify-email' : undefined}
        changeAction={mailsLeave ? '/account/email' : undefined}
        newEmail={typed(req, 'email').email}
      />,
      status,
    )
  }

  const router = Router()
  router
    .route('/profile')
    .get((req, res) => show(req, res))
    .post(async (req, res) => {
      try {
        const { user } = signedIn(req)
        const own = (await listCustomFields(deps)).filter(({ editor }) => editor === 'user')
        const sent = readForm(z.object({ ...profile, ...customShape(own) }), req)
        const changes = Object.fromEntries(PROFILE_FIELDS.map((name) => [name, sent[name]]))
        const customFields = customOf(own, sent)
        await updateUser(deps, { userId: user.id, changes: { ...changes, customFields } }, contextOf(req))
        leaveFlash(req, say('profile.saved'))
        res.redirect(303, '/account/profile')
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))

  router
    .route('/email')
    .post(async (req, res) => {
      if (!mailsLeave) throw sendsNoMail()
      const { user } = signedIn(req)
      try {
        const { email, password } = readForm(addressForm, req)
        await pageLimits.take('mailAddress', fromAddress(req))
        await pageLimits.take('mailRecipient', forName(email))
        const asked = await guarded(guessing, ownPassword(user.id), isWrongPassword, () =>
          changeEmail(deps, { userId: user.id, email, password }, contextOf(req)),
        )
        leaveFlash(req, say('profile.newLinkSent', { email: asked.email }))
        res.redirect(303, '/account/profile')
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/verify-email')
    .post(async (req, res) => {
      if (!mailsLeave) throw sendsNoMail()
      readForm(z.object({}), req)
      const { user } = signedIn(req)
      try {
        await pageLimits.take('mailAddress', fromAddress(req))
        await pageLimits.take('mailRecipient', forName(user.email ?? user.id))
        const { email } = await requestEmailVerification(deps, { userId: user.id }, contextOf(req))
        leaveFlash(req, say('profile.linkSent', { email }))
        res.redirect(303, '/account/profile')
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('POST'))
  return router
}
