import { Router } from 'express'
import { UsersPage } from '../../../views/pages/users.tsx'
import { USER_STATUSES, type UserStatus } from '../../domain/user.ts'
import { listUsers } from '../../usecases/list-users.ts'
import { methodNotAllowed } from '../errors.tsx'
import type { PageParts } from '../parts.ts'
import { hrefWith, queryText } from '../query.ts'
import { consoleShell, sendPage } from '../shell.ts'

const HOME = '/console/users'
const PAGE = 50
const DAY_MS = 86_400_000
const FACTOR: ReadonlyMap<string, boolean> = new Map([
  ['on', true],
  ['off', false],
])

/** The list of users; `userFormRoutes` takes what is posted to it. */
export function userListRoutes({ deps }: PageParts): Router {
  const router = Router()
  router
    .route('/users')
    .get(async (req, res) => {
      const filter = {
        q: queryText(req, 'q').trim(),
        status: statusOf(queryText(req, 'status')) ?? '',
        mfa: FACTOR.get(queryText(req, 'mfa')) === undefined ? '' : queryText(req, 'mfa'),
        from: dayOf(queryText(req, 'from')) === undefined ? '' : queryText(req, 'from'),
        to: dayOf(queryText(req, 'to')) === undefined ? '' : queryText(req, 'to'),
      }
      const cursor = queryText(req, 'cursor')
      const lastDay = dayOf(filter.to)
      const page = await listUsers(deps, {
        limit: PAGE,
        ...(cursor === '' ? {} : { cursor }),
        search: filter.q,
        status: statusOf(filter.status),
        mfaEnabled: FACTOR.get(filter.mfa),
        createdFrom: dayOf(filter.from),
        createdBefore: lastDay === undefined ? undefined : lastDay + DAY_MS,
      })
      sendPage(
        res,
        <UsersPage
          {...(await consoleShell(req, res))}
          rows={page.users}
          filter={filter}
          olderHref={page.next === null ? undefined : hrefWith(HOME, { ...filter, cursor: page.next })}
          short={page.next !== null && page.users.length < PAGE}
          newestHref={cursor === '' ? undefined : hrefWith(HOME, filter)}
        />,
      )
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}

function statusOf(text: string): UserStatus | undefined {
  return USER_STATUSES.find((status) => status === text)
}

/** The beginning of a day (UTC) as a date field sends it. */
function dayOf(text: string): number | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
