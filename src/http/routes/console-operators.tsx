import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { OperatorsPage } from '../../../views/pages/operators.tsx'
import { userLabel } from '../../../views/pages/users.tsx'
import { type FieldFaults, invalid } from '../../domain/errors.ts'
import { ROLES } from '../../domain/user.ts'
import { getUser } from '../../usecases/get-user.ts'
import { grantOperator } from '../../usecases/grant-operator.ts'
import { listOperators } from '../../usecases/list-operators.ts'
import { revokeOperator } from '../../usecases/revoke-operator.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { findPerson } from '../find-person.ts'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { requireFreshProof, signedIn } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

const HOME = '/console/operators'

const grantForm = z.object({
  login: field.required('Name a user.'),
  role: z.enum(ROLES, 'Choose a role.'),
})

/** Who may open the console, and the two acts that change it; both ask for a fresh proof. */
export function operatorRoutes({ deps }: PageParts): Router {
  const show = async (req: Request, res: Response, status = 200, errors: FieldFaults = {}) => {
    const people = await listOperators(deps)
    const active = people.filter(({ role, status: state }) => role === 'operator' && state === 'active')
    sendPage(
      res,
      <OperatorsPage
        {...(await consoleShell(req, res))}
        people={people}
        me={signedIn(req).user.id}
        lastId={active.length === 1 ? active[0]?.id : undefined}
        values={typed(req, 'login', 'role')}
        errors={errors}
      />,
      status,
    )
  }

  const router = Router()
  router
    .route('/operators')
    .get((req, res) => show(req, res))
    .post(requireFreshProof, async (req, res) => {
      try {
        const { login, role } = readForm(grantForm, req)
        const person = await findPerson(deps, login)
        if (!person) throw invalid({ login: 'No user has exactly this username or address.' })
        await grantOperator(deps, { userId: person.id, role }, operatorContext(req))
        leaveFlash(req, `${userLabel(person)} is ${role === 'operator' ? 'an operator' : 'a viewer'} now.`)
        res.redirect(303, HOME)
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))

  router
    .route('/operators/:id/revoke')
    .post(requireFreshProof, async (req: Request<{ id: string }>, res: Response) => {
      try {
        readForm(z.object({}), req)
        const user = await getUser(deps, req.params.id)
        await revokeOperator(deps, { userId: user.id }, operatorContext(req))
        leaveFlash(req, `The console is closed to ${userLabel(user)}.`)
        res.redirect(303, HOME)
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('POST'))
  return router
}
