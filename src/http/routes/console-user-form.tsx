import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { EditUserPage, NewUserPage, USER_FIELDS, UserPasswordPage } from '../../../views/pages/user-form.tsx'
import type { CustomFields, CustomValue } from '../../domain/user-profile.ts'
import { createUser } from '../../usecases/create-user.ts'
import { getUser } from '../../usecases/get-user.ts'
import { setPassword } from '../../usecases/set-password.ts'
import { updateUser } from '../../usecases/update-user.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { requireFreshProof } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'
import { elsewhereIfOwn } from './console-user.tsx'

const HOME = '/console/users'
const placeOf = (id: string) => `${HOME}/${encodeURIComponent(id)}`

const profile = Object.fromEntries(USER_FIELDS.map((name) => [name, field.line]))
const newForm = z.object({ ...profile, password: field.optional(4096) })
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
    sendPage(res, <NewUserPage {...shell} {...{ passwordMin, mailsLeave, values, errors }} />, status)
  }
  router
    .route('/users/new')
    .get((req, res) => showNew(req, res))
    .all(only)
  router.post('/users', async (req, res) => {
    try {
      const { password, ...given } = readForm(newForm, req)
      const user = await createUser(deps, { method: 'operator', ...given, password }, operatorContext(req))
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
    const custom = Object.entries(user.customFields).map(([key, value]) => ({
      key,
      value: typed(req, `custom.${key}`)[`custom.${key}`] ?? String(value),
    }))
    const values = { ...user, ...typed(req, ...USER_FIELDS) }
    const shell = await consoleShell(req, res)
    sendPage(res, <EditUserPage {...shell} {...{ user, values, custom, errors }} />, status)
  }
  router
    .route('/users/:id/edit')
    .get((req, res) => showEdit(req, res))
    .post(async (req, res) => {
      const { id } = req.params
      const { customFields: kept } = await getUser(deps, id)
      try {
        const custom = Object.keys(kept).map((key) => [`custom.${key}`, field.line])
        const sent = readForm(z.object({ ...profile, ...Object.fromEntries(custom) }), req)
        const changes = Object.fromEntries(USER_FIELDS.map((name) => [name, sent[name]]))
        const customFields = customOf(kept, sent)
        await updateUser(deps, { userId: id, changes: { ...changes, customFields } }, operatorContext(req))
        leaveFlash(req, 'Saved.')
        res.redirect(303, placeOf(id))
      } catch (error) {
        const { status, errors } = formErrors(error)
        const renamed = Object.entries(errors).map(([name, words]) => [
          name.replace(/^customFields\./, 'custom.'),
          words,
        ])
        await showEdit(req, res, status, Object.fromEntries(renamed))
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

/** The custom fields as sent, each of the type it has had; an empty one is taken away. */
function customOf(kept: CustomFields, sent: Readonly<Record<string, unknown>>): CustomFields {
  const fields: Record<string, CustomValue> = {}
  for (const [key, before] of Object.entries(kept)) {
    const text = sent[`custom.${key}`]
    if (text === null) fields[key] = null
    if (typeof text !== 'string') continue
    if (typeof before === 'number') fields[key] = Number(text)
    else if (typeof before === 'boolean') fields[key] = text.trim() === 'true'
    else fields[key] = text
  }
  return fields
}
