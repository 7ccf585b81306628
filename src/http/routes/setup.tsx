import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { LinkSpentPage } from '../../../views/pages/link-spent.tsx'
import { SetupPage } from '../../../views/pages/setup.tsx'
import { createFirstOperator } from '../../usecases/create-first-operator.ts'
import { peekLink } from '../../usecases/peek-link.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { isSpent, tokenField, tokenOf } from '../link-token.ts'
import type { PageParts } from '../parts.ts'
import { hideAddress } from '../security-headers.ts'
import { gateShell, sendPage } from '../shell.ts'

const form = z.object({
  token: tokenField,
  username: field.optional(),
  email: field.optional(),
  name: field.optional(),
  password: field.password('choose_password'),
})

/** The first operator, by the link that the server prints into its terminal while there is none. */
export function setupRoutes({ deps }: PageParts): Router {
  const spent = (req: Request, res: Response) =>
    sendPage(res, <LinkSpentPage {...gateShell(req, res)} purpose="setup" />, 410)
  const show = (req: Request, res: Response, token: string, status = 200, errors = {}) =>
    sendPage(
      res,
      <SetupPage
        {...gateShell(req, res)}
        token={token}
        passwordMin={deps.rules.passwordMin}
        values={typed(req, 'username', 'email', 'name')}
        errors={errors}
      />,
      status,
    )

  const router = Router()
  router
    .route('/setup')
    .all(hideAddress)
    .get(async (req, res) => {
      const token = tokenOf(req)
      if (!(await peekLink(deps, { purpose: 'setup', token }))) return spent(req, res)
      show(req, res, token)
    })
    .post(async (req, res) => {
      try {
        await createFirstOperator(deps, readForm(form, req), contextOf(req))
        res.redirect(303, '/login?notice=operator')
      } catch (error) {
        if (isSpent(error)) return spent(req, res)
        const { status, errors } = formErrors(error)
        show(req, res, typed(req, 'token').token ?? '', status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}
