import { Router } from 'express'
import { z } from 'zod'
import { say } from '../../../views/languages/index.ts'
import { cancelDeletion } from '../../usecases/cancel-deletion.ts'
import { requestDeletion } from '../../usecases/request-deletion.ts'
import { leaveFlash } from '../browser-session.ts'
import { contextOf } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { readForm } from '../forms.ts'
import { requireFreshProof, signedIn } from '../guards.tsx'
import type { PageParts } from '../parts.ts'

const HOME = '/account/data'
const nothing = z.object({})

/** A person asks for the end of the account, or keeps it after all. The page itself is that of their data. */
export function leavingRoutes({ deps }: PageParts): Router {
  const router = Router()
  router
    .route('/data/delete')
    .post(requireFreshProof, async (req, res) => {
      readForm(nothing, req)
      const { user, session } = signedIn(req)
      await requestDeletion(deps, { userId: user.id, sessionId: session.id }, contextOf(req))
      res.redirect(303, HOME)
    })
    .all(methodNotAllowed('POST'))
  router
    .route('/data/keep')
    .post(async (req, res) => {
      readForm(nothing, req)
      await cancelDeletion(deps, { userId: signedIn(req).user.id }, contextOf(req))
      leaveFlash(req, say('leaving.kept'))
      res.redirect(303, HOME)
    })
    .all(methodNotAllowed('POST'))
  return router
}
