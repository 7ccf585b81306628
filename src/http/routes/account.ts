import { Router } from 'express'
import { methodNotAllowed } from '../errors.tsx'
import { requireUser } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { activityRoutes } from './account-activity.tsx'
import { confirmRoutes } from './account-confirm.tsx'
import { dataRoutes } from './account-data.tsx'
import { leavingRoutes } from './account-leaving.tsx'
import { mfaRoutes } from './account-mfa.tsx'
import { passkeyRoutes } from './account-passkeys.tsx'
import { passwordRoutes } from './account-password.tsx'
import { profileRoutes } from './account-profile.tsx'
import { sessionsRoutes } from './account-sessions.tsx'

/** A person's own pages, below /account. */
export function accountRoutes(parts: PageParts): Router {
  const router = Router()
  router.use(requireUser)
  router
    .route('/')
    .get((_req, res) => res.redirect(303, '/account/profile'))
    .all(methodNotAllowed('GET, HEAD'))
  router.use(
    profileRoutes(parts),
    passwordRoutes(parts),
    mfaRoutes(parts),
    passkeyRoutes(parts),
    sessionsRoutes(parts),
    activityRoutes(parts),
    dataRoutes(parts),
    leavingRoutes(parts),
    confirmRoutes(parts),
  )
  return router
}
