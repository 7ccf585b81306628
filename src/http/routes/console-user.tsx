import { type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { UserPage } from '../../../views/pages/user.tsx'
import { Refusal } from '../../domain/errors.ts'
import { ROLES } from '../../domain/user.ts'
import { blockUser } from '../../usecases/block-user.ts'
import { deleteUser } from '../../usecases/delete-user.ts'
import { endSessions } from '../../usecases/end-sessions.ts'
import { expirePassword } from '../../usecases/expire-password.ts'
import { getUser } from '../../usecases/get-user.ts'
import { grantOperator } from '../../usecases/grant-operator.ts'
import { inviteAgain } from '../../usecases/invite-again.ts'
import { isLastOperator } from '../../usecases/keep-last-operator.ts'
import { listCustomFields } from '../../usecases/list-custom-fields.ts'
import { listEvents } from '../../usecases/list-events.ts'
import { listSessions } from '../../usecases/list-sessions.ts'
import { openApp } from '../../usecases/open-app.ts'
import { readSecurity } from '../../usecases/read-security.ts'
import { resetFactors } from '../../usecases/reset-factors.ts'
import { revokeOperator } from '../../usecases/revoke-operator.ts'
import { sendResetLink } from '../../usecases/send-reset-link.ts'
import { unblockUser } from '../../usecases/unblock-user.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { eventRows } from '../event-rows.ts'
import { field, formErrors, readForm } from '../forms.ts'
import { requireFreshProof, signedIn } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

const HOME = '/console/users'
const NEWEST = 20

const nothing = z.object({})
const blockForm = z.object({ reason: field.optional(500) })
const sessionForm = z.object({ session: field.required('Choose a session.', 100) })
const roleForm = z.object({ role: z.enum(['', ...ROLES], 'Choose a role.') })
const placeOf = (id: string) => `${HOME}/${encodeURIComponent(id)}`

/** Nobody gets round the proofs of their own account through the console. */
export const elsewhereIfOwn: RequestHandler<{ id: string }> = (req, _res, next) => {
  if (signedIn(req as Request).user.id === req.params.id)
    throw new Refusal('conflict', { message: 'This is your own account. Change it on your own pages.' })
  next()
}

/** One user: the page and the acts on it. */
export function userRoutes({ deps, settings, eventPages = [] }: PageParts): Router {
  const mailsLeave = settings.smtpConfigured || !deps.rules.production
  const router = Router()

  const show = async (req: Request, res: Response, id: string, status = 200, errors = {}) => {
    const user = await getUser(deps, id)
    const [shell, sessions, events, last, fields, { appLocked }, cards] = await Promise.all([
      consoleShell(req, res),
      listSessions(deps, id),
      listEvents(deps, { subject: id, limit: NEWEST, order: 'desc' }),
      isLastOperator(deps, user),
      listCustomFields(deps),
      readSecurity(deps, id),
      Promise.all(eventPages.map((pages) => pages.user?.(id))),
    ])
    const { user: me, session: mine } = signedIn(req)
    sendPage(
      res,
      <UserPage
        {...shell}
        user={user}
        sessions={sessions.map((session) => ({ ...session, current: session.id === mine.id }))}
        fields={fields}
        events={await eventRows(deps, events)}
        now={deps.clock.now()}
        self={user.id === me.id}
        appLocked={appLocked}
        mailsLeave={mailsLeave}
        kept={last ? 'This is the last operator. The console would be shut for good.' : undefined}
        errors={errors}
      >
        {cards}
      </UserPage>,
      status,
    )
  }
  router
    .route('/users/:id')
    .get((req, res) => show(req, res, req.params.id))
    .all(methodNotAllowed('GET, HEAD'))

  /** One act on a user, behind its guards: a sentence and the page again, or the refusal on the page. */
  const act = (
    name: string,
    guards: readonly RequestHandler<{ id: string }>[],
    done: (req: Request, userId: string) => Promise<string>,
    next = placeOf,
  ) =>
    router
      .route(`/users/:id/${name}`)
      .post(...guards, async (req: Request<{ id: string }>, res: Response) => {
        const { id } = req.params
        try {
          leaveFlash(req, await done(req, id))
          res.redirect(303, next(id))
        } catch (error) {
          const { status, errors } = formErrors(error)
          await show(req, res, id, status, errors)
        }
      })
      .all(methodNotAllowed('POST'))

  act('block', [], async (req, userId) => {
    await blockUser(deps, { userId, reason: readForm(blockForm, req).reason ?? null }, operatorContext(req))
    return 'Blocked. Every session of this account has ended.'
  })
  act('unblock', [], async (req, userId) => {
    readForm(nothing, req)
    await unblockUser(deps, { userId }, operatorContext(req))
    return 'Unblocked.'
  })
  act('end-session', [], async (req, userId) => {
    const sessionId = readForm(sessionForm, req).session
    const ended = await endSessions(deps, { userId, sessionId }, operatorContext(req))
    return ended === 1 ? 'The session has ended.' : 'That session had ended already.'
  })
  act('end-sessions', [], async (req, userId) => {
    readForm(nothing, req)
    const { session, user } = signedIn(req)
    const ended = await endSessions(
      deps,
      { userId, ...(user.id === userId ? { except: session.id } : {}) },
      operatorContext(req),
    )
    return ended === 1 ? 'One session has ended.' : `${ended} sessions have ended.`
  })
  act('invite', [], async (req, userId) => {
    readForm(nothing, req)
    const { email } = await inviteAgain(deps, { userId }, operatorContext(req))
    return `A new invitation is on its way to ${email}. The links before it no longer work.`
  })
  act('reset-link', [elsewhereIfOwn], async (req, userId) => {
    readForm(nothing, req)
    const { email } = await sendResetLink(deps, { userId }, operatorContext(req))
    return `A link to choose a new password is on its way to ${email}. Every session has ended.`
  })
  act('expire-password', [elsewhereIfOwn], async (req, userId) => {
    readForm(nothing, req)
    await expirePassword(deps, { userId }, operatorContext(req))
    return 'Every session has ended. The next sign-in leads to a new password.'
  })
  act('open-app', [elsewhereIfOwn], async (req, userId) => {
    readForm(nothing, req)
    await openApp(deps, { userId }, operatorContext(req))
    return 'The app takes codes again.'
  })
  act('reset-factors', [elsewhereIfOwn, requireFreshProof], async (req, userId) => {
    readForm(nothing, req)
    await resetFactors(deps, { userId }, operatorContext(req))
    return 'The second factor is off. The password alone opens this account.'
  })
  act('role', [requireFreshProof], async (req, userId) => {
    const { role } = readForm(roleForm, req)
    if (role === '') await revokeOperator(deps, { userId }, operatorContext(req))
    else await grantOperator(deps, { userId, role }, operatorContext(req))
    if (role === '') return 'The console is closed to this user.'
    return role === 'operator' ? 'This user is an operator now.' : 'This user is a viewer now.'
  })
  act(
    'delete',
    [requireFreshProof],
    async (req, userId) => {
      readForm(nothing, req)
      await deleteUser(deps, { userId }, operatorContext(req))
      return 'The account is deleted.'
    },
    () => HOME,
  )
  return router
}
