import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { UserPage } from '../../../views/pages/user.tsx'
import { UsersPage } from '../../../views/pages/users.tsx'
import { USER_STATUSES, type UserStatus } from '../../domain/user.ts'
import { blockUser } from '../../usecases/block-user.ts'
import { deleteUser } from '../../usecases/delete-user.ts'
import { endSessions } from '../../usecases/end-sessions.ts'
import { getUser } from '../../usecases/get-user.ts'
import { listEvents } from '../../usecases/list-events.ts'
import { listSessions } from '../../usecases/list-sessions.ts'
import { countUsers, listUsers } from '../../usecases/list-users.ts'
import { unblockUser } from '../../usecases/unblock-user.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { eventRows } from '../event-rows.ts'
import { field, formErrors, readForm } from '../forms.ts'
import { requireFreshProof, signedIn } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { hrefWith, queryText } from '../query.ts'
import { consoleShell, sendPage } from '../shell.ts'

const HOME = '/console/users'
const PAGE = 50
const NEWEST = 20
const grouped = new Intl.NumberFormat('en')

const nothing = z.object({})
const blockForm = z.object({ reason: field.optional(500) })
const placeOf = (id: string) => `${HOME}/${encodeURIComponent(id)}`

export function userRoutes(parts: PageParts): Router {
  const { deps } = parts
  const only = methodNotAllowed('GET, HEAD')
  const router = Router()
  router
    .route('/users')
    .get(async (req, res) => {
      const filter = { q: queryText(req, 'q').trim(), status: statusOf(queryText(req, 'status')) ?? '' }
      const cursor = queryText(req, 'cursor')
      const status = statusOf(filter.status)
      const [page, counts] = await Promise.all([
        listUsers(deps, {
          limit: PAGE,
          ...(cursor === '' ? {} : { cursor }),
          ...(filter.q === '' ? {} : { search: filter.q }),
          ...(status === undefined ? {} : { status }),
        }),
        countUsers(deps),
      ])
      const all = filter.q === '' && status === undefined
      sendPage(
        res,
        <UsersPage
          {...(await consoleShell(req, res))}
          rows={page.users}
          filter={filter}
          shown={all ? `${page.users.length} of ${grouped.format(counts.total)}` : undefined}
          olderHref={page.next === null ? undefined : hrefWith(HOME, { ...filter, cursor: page.next })}
          newestHref={cursor === '' ? undefined : hrefWith(HOME, filter)}
        />,
      )
    })
    .all(only)

  const show = async (req: Request, res: Response, id: string, status = 200, errors = {}) => {
    const user = await getUser(deps, id)
    const [shell, sessions, events, counts] = await Promise.all([
      consoleShell(req, res),
      listSessions(deps, id),
      listEvents(deps, { subject: id, limit: NEWEST, order: 'desc' }),
      countUsers(deps),
    ])
    const { user: me, session: mine } = signedIn(req)
    const last = user.role === 'operator' && counts.operators <= 1
    sendPage(
      res,
      <UserPage
        {...shell}
        user={user}
        sessions={sessions.map((session) => ({ ...session, current: session.id === mine.id }))}
        events={await eventRows(deps, events)}
        now={deps.clock.now()}
        self={user.id === me.id}
        kept={last ? 'This is the last operator. The console would be shut for good.' : undefined}
        errors={errors}
      />,
      status,
    )
  }
  /** One act on a user: a sentence and the page again, or the refusal on the page. */
  const act = (name: string, done: (req: Request, userId: string) => Promise<string>, next = placeOf) =>
    router
      .route(`/users/:id/${name}`)
      .post(...(name === 'delete' ? [requireFreshProof] : []), async (req: Request<{ id: string }>, res) => {
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

  router
    .route('/users/:id')
    .get((req, res) => show(req, res, req.params.id))
    .all(only)
  act('block', async (req, userId) => {
    await blockUser(deps, { userId, reason: readForm(blockForm, req).reason ?? null }, operatorContext(req))
    return 'Blocked. Every session of this account has ended.'
  })
  act('unblock', async (req, userId) => {
    readForm(nothing, req)
    await unblockUser(deps, { userId }, operatorContext(req))
    return 'Unblocked.'
  })
  act('end-sessions', async (req, userId) => {
    readForm(nothing, req)
    const { session, user } = signedIn(req)
    const ended = await endSessions(
      deps,
      { userId, ...(user.id === userId ? { except: session.id } : {}) },
      operatorContext(req),
    )
    return ended === 1 ? 'One session has ended.' : `${ended} sessions have ended.`
  })
  act(
    'delete',
    async (req, userId) => {
      readForm(nothing, req)
      await deleteUser(deps, { userId }, operatorContext(req))
      return 'The account is deleted.'
    },
    () => HOME,
  )
  return router
}

function statusOf(text: string): UserStatus | undefined {
  return USER_STATUSES.find((status) => status === text)
}
