import { Router } from 'express'
import { methodNotAllowed } from '../errors.tsx'
import { liveStreams } from '../live.ts'
import { overviewTopic } from '../overview.tsx'
import type { PageParts } from '../parts.ts'

/** What keeps pages of the console up to date while they are open: the core's topics and those of the plugins. */
export function liveRoutes(parts: PageParts): Router {
  const topics = new Map([['core/overview', overviewTopic(parts)], ...parts.live])
  const router = Router()
  router
    .route('/live/:owner/:topic')
    .get(liveStreams({ ...parts, topics }))
    .all(methodNotAllowed('GET'))
  return router
}
