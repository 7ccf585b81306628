import { type Request, Router } from 'express'
import { z } from 'zod'
import { say } from '../../../views/languages/index.ts'
import { SessionsPage } from '../../../views/pages/sessions.tsx'
import { endSessions } from '../../usecases/end-sessions.ts'
import { listSessions } from '../../usecases/list-sessions.ts'
import { leaveFlash } from '../browser-session.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, readForm } from '../forms.ts'
import { signedIn } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { accountShell, sendPage } from '../shell.ts'

const HOME = '/account/sessions'
const endForm = z.object({ session: field.required('choose_session', 100) })

/** Where a person is signed in, and the end of any of it. */
export function sessionsRoutes({ deps }: PageParts): Router {
  const end = (req: Request, which: { sessionId: string } | { except: string }) =>
    endSessions(deps, { userId: signedIn(req).user.id, ...which }, contextOf(req))

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

  router
    .route('/sessions/end')
    .post(async (req, res) => {
      const ended = await end(req, { sessionId: readForm(endForm, req).session })
      leaveFlash(req, say(ended === 1 ? 'sessions.ended' : 'sessions.endedBefore'))
      res.redirect(303, HOME)
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/sessions/end-others')
    .post(async (req, res) => {
      readForm(z.object({}), req)
      const ended = await end(req, { except: signedIn(req).session.id })
      leaveFlash(req, say('sessions.othersEnded', { count: ended }))
      res.redirect(303, HOME)
    })
    .all(methodNotAllowed('POST'))
  return router
}
