import { Router } from 'express'
import { UsersPage } from '../../../views/pages/users.tsx'
import { USER_STATUSES, type UserStatus } from '../../domain/user.ts'
import { countUsers, listUsers } from '../../usecases/list-users.ts'
import { methodNotAllowed } from '../errors.tsx'
import type { PageParts } from '../parts.ts'
import { hrefWith, queryText } from '../query.ts'
import { consoleShell, sendPage } from '../shell.ts'

const HOME = '/console/users'
const PAGE = 50
const grouped = new Intl.NumberFormat('en')

/** The list of users; `userFormRoutes` takes what is posted to it. */
export function userListRoutes({ deps }: PageParts): Router {
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
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}

function statusOf(text: string): UserStatus | undefined {
  return USER_STATUSES.find((status) => status === text)
}
