import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { RegisterClosedPage, RegisterPage, RegisterSentPage } from '../../../views/pages/register.tsx'
import { Refusal } from '../../domain/errors.ts'
import { mustProveFirst, takesStrangers } from '../../domain/site-settings.ts'
import { listCustomFields } from '../../usecases/list-custom-fields.ts'
import { readSiteSettings } from '../../usecases/read-site-settings.ts'
import { registerUser } from '../../usecases/register-user.ts'
import { contextOf } from '../context.ts'
import { customErrors, customInputs, customOf, customShape } from '../custom-fields.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { forName, fromAddress } from '../limits.ts'
import type { PageParts } from '../parts.ts'
import { languageWishedBy, readerOf } from '../reader.ts'
import { gateShell, sendPage } from '../shell.ts'

const names = {
  username: field.optional(),
  email: field.optional(),
  name: field.optional(),
  password: field.password('choose_password'),
}

export function registerRoutes({ deps, pageLimits, settings }: PageParts): Router {
  const mailsLeave = settings.smtpConfigured || !deps.rules.production
  const ownFields = async () => (await listCustomFields(deps)).filter(({ editor }) => editor === 'user')
  const show = async (req: Request, res: Response, status = 200, errors = {}) => {
    const site = await readSiteSettings(deps)
    if (!takesStrangers(site)) {
      const invitation = site.registration === 'invitation'
      return sendPage(res, <RegisterClosedPage {...gateShell(req, res)} invitation={invitation} />, status)
    }
    const own = await ownFields()
    sendPage(
      res,
      <RegisterPage
        {...gateShell(req, res)}
        site={res.locals.shell.site}
        passwordMin={deps.rules.passwordMin}
        values={typed(req, 'username', 'email', 'name')}
        custom={customInputs(req, own, {}, readerOf(req).language)}
        errors={customErrors(errors)}
        emailNeeded={mustProveFirst(site)}
        domains={site.registration === 'domains' ? site.domains : []}
      />,
      status,
    )
  }

  const router = Router()
  router
    .route('/register')
    .get((req, res) => show(req, res))
    .post(async (req, res) => {
      try {
        const own = await ownFields()
        const sent = readForm(z.object({ ...names, ...customShape(own) }), req)
        const input = z.object(names).parse(sent)
        await pageLimits.take('registerAddress', fromAddress(req))
        if (input.email) await pageLimits.take('mailRecipient', forName(input.email))
        const { next } = await registerUser(
          deps,
          { ...input, locale: languageWishedBy(req), customFields: customOf(own, sent) },
          contextOf(req),
        )
        if (next === 'sign_in') return res.redirect(303, '/login?notice=registered')
        if (!mailsLeave) return res.redirect(303, '/login?notice=unmailed')
        sendPage(res, <RegisterSentPage {...gateShell(req, res)} email={input.email ?? ''} />)
      } catch (error) {
        if (error instanceof Refusal && error.code === 'registration_closed')
          return show(req, res, error.status)
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}
