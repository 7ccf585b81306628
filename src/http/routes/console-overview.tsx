import { Router } from 'express'
import { ConsoleOverviewPage, type ToDo } from '../../../views/pages/console-overview.tsx'
import { methodNotAllowed } from '../errors.tsx'
import { signedIn } from '../guards.tsx'
import { streamHref } from '../live.ts'
import { readOverview, spanOf } from '../overview.tsx'
import type { PageParts } from '../parts.ts'
import { queryText } from '../query.ts'
import { consoleShell, sendPage } from '../shell.ts'

export function overviewRoute(parts: PageParts): Router {
  const router = Router()
  router
    .route('/')
    .get(async (req, res) => {
      const span = spanOf(queryText(req, 'span'))
      const [shell, overview] = await Promise.all([consoleShell(req, res), readOverview(parts, span)])
      const later: ToDo[] = []
      if (!signedIn(req).user.mfaEnabled)
        later.push({
          icon: 'shield-lock',
          title: 'Set up your second factor',
          text: 'An operator’s password alone should not open the console.',
          href: '/account/mfa',
        })
      sendPage(
        res,
        <ConsoleOverviewPage
          {...shell}
          {...overview}
          span={span}
          later={later}
          stream={streamHref('core', 'overview', { span })}
        />,
      )
    })
    .all(methodNotAllowed('GET, HEAD'))
  return router
}
