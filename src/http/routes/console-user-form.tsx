import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { EditUserPage, NewUserPage, USER_FIELDS, UserPasswordPage } from '../../../views/pages/user-form.tsx'
import type { FieldDefinition } from '../../domain/custom-field.ts'
import type { User } from '../../domain/user.ts'
import { unchangedSince, userVersion } from '../../domain/versions.ts'
import type { ShownFields } from '../../hooks/contract.ts'
import { createUser } from '../../usecases/create-user.ts'
import { getUser } from '../../usecases/get-user.ts'
import { listCustomFields } from '../../usecases/list-custom-fields.ts'
import { setPassword } from '../../usecases/set-password.ts'
import { updateUser } from '../../usecases/update-user.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { customErrors, customInputs, customOf, customShape } from '../custom-fields.ts'
import { marksOf, refuseOvertaken } from '../edit-marks.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { requireFreshProof } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'
import { elsewhereIfOwn } from './console-user.tsx'

const HOME = '/console/users'
const placeOf = (id: string) => `${HOME}/${encodeURIComponent(id)}`

const profile = Object.fromEntries(USER_FIELDS.map((name) => [name, field.line]))
const newNames = { ...profile, password: field.optional(4096) }
const passwordForm = z.object({ password: field.password('Choose a password.') })

/** The forms about a user: new, edit, password. */
export function userFormRoutes({ deps, settings }: PageParts): Router {
  const mailsLeave = settings.smtpConfigured || !deps.rules.production
  const { passwordMin } = deps.rules
  const only = methodNotAllowed('GET, HEAD')
  const router = Router()

  const showNew = async (req: Request, res: Response, status = 200, errors = {}) => {
    const shell = await consoleShell(req, res)
    const values = typed(req, ...USER_FIELDS)
    const custom = customInputs(req, await listCustomFields(deps), {})
    sendPage(
      res,
      <NewUserPage
        {...shell}
        {...{ passwordMin, mailsLeave, values, custom }}
        errors={customErrors(errors)}
      />,
      status,
    )
  }
  router
    .route('/users/new')
    .get((req, res) => showNew(req, res))
    .all(only)
  router.post('/users', async (req, res) => {
    try {
      const fields = await listCustomFields(deps)
      const sent = readForm(z.object({ ...newNames, ...customShape(fields) }), req)
      // From the body again: what `readForm` made of an empty box is no text any more.
      const { password, ...given } = z.object(newNames).parse(req.body)
      const customFields = customOf(fields, sent)
      const input = { method: 'operator', ...given, password, customFields } as const
      const user = await createUser(deps, input, operatorContext(req))
      const mailed = user.status === 'invited' && user.email !== null && mailsLeave
      leaveFlash(req, mailed ? `Created. An invitation is on its way to ${user.email}.` : 'Created.')
      res.redirect(303, placeOf(user.id))
    } catch (error) {
      const { status, errors } = formErrors(error)
      await showNew(req, res, status, errors)
    }
  })

  const showEdit = async (req: Request<{ id: string }>, res: Response, status = 200, errors = {}) => {
    const user = await getUser(deps, req.params.id)
    const custom = customInputs(req, fieldsOf(await listCustomFields(deps), user), {
      ...user.customFields,
      ...user.privateFields,
    })
    const values = { ...user, ...typed(req, ...USER_FIELDS) }
    const shell = await consoleShell(req, res)
    sendPage(
      res,
      <EditUserPage
        {...shell}
        {...{ user, values, custom }}
        seen={marksOf(shownOf(user))}
        errors={customErrors(errors)}
      />,
      status,
    )
  }
  router
    .route('/users/:id/edit')
    .get((req, res) => showEdit(req, res))
    .post(async (req, res) => {
      const { id } = req.params
      const shown = await getUser(deps, id)
      const fields = fieldsOf(await listCustomFields(deps), shown)
      try {
        refuseOvertaken(req as Request, shownOf(shown))
        const sent = readForm(z.object({ ...profile, ...customShape(fields) }), req)
        const changes = Object.fromEntries(USER_FIELDS.map((name) => [name, sent[name]]))
        const customFields = customOf(fields, sent)
        const unchanged = unchangedSince(shown, (one) => userVersion(deps.keyring, one))
        const input = { userId: id, changes: { ...changes, customFields }, unchanged }
        await updateUser(deps, input, operatorContext(req))
        leaveFlash(req, 'Saved.')
        res.redirect(303, placeOf(id))
      } catch (error) {
        const { status, errors } = formErrors(error)
        await showEdit(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))

  const showPassword = async (req: Request<{ id: string }>, res: Response, status = 200, errors = {}) => {
    const user = await getUser(deps, req.params.id)
    const shell = await consoleShell(req, res)
    sendPage(res, <UserPasswordPage {...shell} {...{ user, passwordMin, errors }} />, status)
  }
  // The proof is asked before the form, so that nothing typed is lost over it.
  router
    .route('/users/:id/password/new')
    .get(elsewhereIfOwn, requireFreshProof, (req: Request<{ id: string }>, res) => showPassword(req, res))
    .all(only)
  router
    .route('/users/:id/password')
    .post(elsewhereIfOwn, requireFreshProof, async (req: Request<{ id: string }>, res) => {
      const { id } = req.params
      try {
        const { password } = readForm(passwordForm, req)
        await setPassword(deps, { userId: id, password }, operatorContext(req))
        leaveFlash(req, 'The password is set. Every session of this account has ended.')
        res.redirect(303, placeOf(id))
      } catch (error) {
        const { status, errors } = formErrors(error)
        await showPassword(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('POST'))
  return router
}

/** The defined fields, and those that programs gave this user before there were any, each of the type it has. */
function fieldsOf(defined: readonly FieldDefinition[], user: User): FieldDefinition[] {
  const others = Object.entries(user.customFields).filter(([key]) => !defined.some((one) => one.key === key))
  const free = others.map(
    ([key, value]) =>
      ({
        key,
        type: typeof value === 'number' ? 'number' : 'text',
        labels: { en: key, 'zh-CN': null },
        choices: [],
        required: false,
        private: false,
        editor: 'operator',
        removed: false,
      }) satisfies FieldDefinition,
  )
  return [...defined, ...free]
}

/** What the form shows of a user. */
function shownOf(user: User): ShownFields {
  const custom = Object.entries({ ...user.customFields, ...user.privateFields }).map(([key, value]) => [
    `custom.${key}`,
    typeof value === 'boolean' ? value : String(value ?? ''),
  ])
  return {
    ...Object.fromEntries(USER_FIELDS.map((name) => [name, user[name] ?? ''])),
    ...Object.fromEntries(custom),
  }
}
