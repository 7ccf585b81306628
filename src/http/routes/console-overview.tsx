import { Router } from 'express'
import type { ToDo } from '../../../views/pages/console-overview.tsx'
import { ConsoleOverviewPage } from '../../../views/pages/console-overview.tsx'
import { listEvents } from '../../usecases/list-events.ts'
import { countUsers } from '../../usecases/list-users.ts'
import { methodNotAllowed } from '../errors.tsx'
import { eventRows } from '../event-rows.ts'
import { signedIn } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

const NEWEST = 10
const grouped = new Intl.NumberFormat('en')

export function overviewRoute(parts: PageParts): Router {
  const { deps, settings } = parts
  const router = Router()
  router
    .route('/')
    .get(async (req, res) => {
      const [shell, users, events] = await Promise.all([
        consoleShell(req, res),
        countUsers(deps),
        listEvents(deps, { limit: NEWEST, order: 'desc' }),
      ])
      const todo: ToDo[] = []
      if (!signedIn(req).user.mfaEnabled)
        todo.push({
          icon: 'shield-lock',
          title: 'Set up your second factor',
          text: 'An operator’s password alone should not open the console.',
          href: '/account/mfa',
        })
      sendPage(
        res,
        <ConsoleOverviewPage
          {...shell}
          sub={`${res.locals.shell.site} · Gatepost ${settings.version}`}
          figures={[
            { label: 'Users', value: grouped.format(users.total) },
            { label: 'Active', value: grouped.format(users.active) },
            { label: 'Invited', value: grouped.format(users.invited) },
            { label: 'Blocked', value: grouped.format(users.blocked) },
            { label: 'Newest position', value: grouped.format(events[0]?.position ?? 0) },
          ]}
          todo={todo}
          events={await eventRows(deps, events)}
        />,
      )
    })
    .all(methodNotAllowed('GET, HEAD'))
  return router
}
