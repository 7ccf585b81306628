import { Router } from 'express'
import { LoggedOutPage, LogoutPage } from '../../../views/pages/logged-out.tsx'
import { signOut } from '../../usecases/sign-out.ts'
import { endBrowserSession, sessionCookieName } from '../browser-session.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import type { PageParts } from '../parts.ts'
import { gateShell, sendPage, whoIs } from '../shell.ts'

export function logoutRoutes({ deps, settings }: PageParts): Router {
  const secure = settings.url.startsWith('https:')
  const router = Router()
  router
    .route('/logout')
    .get((req, res) => {
      const shell = gateShell(req, res)
      sendPage(res, req.user ? <LogoutPage {...shell} who={whoIs(req)} /> : <LoggedOutPage {...shell} />)
    })
    .post(async (req, res) => {
      if (req.user) await signOut(deps, { sessionId: req.user.session.id }, contextOf(req))
      await endBrowserSession(req)
      res.clearCookie(sessionCookieName(secure), { path: '/', httpOnly: true, sameSite: 'lax', secure })
      res.redirect(303, '/logout')
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}
