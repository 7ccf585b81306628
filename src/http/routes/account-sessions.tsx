import { Router } from 'express'
import { SessionsPage } from '../../../views/pages/sessions.tsx'
import { listSessions } from '../../usecases/list-sessions.ts'
import { methodNotAllowed } from '../errors.tsx'
import { signedIn } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { accountShell, sendPage } from '../shell.ts'

export function sessionsRoutes({ deps }: PageParts): Router {
  const router = Router()
  router
    .route('/sessions')
    .get(async (req, res) => {
      const { user, session: mine } = signedIn(req)
      const sessions = (await listSessions(deps, user.id)).map((session) => ({
        ...session,
        current: session.id === mine.id,
      }))
      sendPage(res, <SessionsPage {...accountShell(req, res)} sessions={sessions} now={deps.clock.now()} />)
    })
    .all(methodNotAllowed('GET, HEAD'))
  return router
}
