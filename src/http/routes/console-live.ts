import { Router } from 'express'
import { methodNotAllowed } from '../errors.tsx'
import { liveStreams } from '../live.ts'
import { overviewTopic } from '../overview.tsx'
import type { PageParts } from '../parts.ts'
import { importTopic } from '../user-import.tsx'

/** What keeps pages of the console up to date while they are open: the core's topics and those of the plugins. */
export function liveRoutes(parts: PageParts): Router {
  const own = [overviewTopic(parts), importTopic(parts.deps)]
  const topics = new Map([...own.map((topic) => [`core/${topic.name}`, topic] as const), ...parts.live])
  const router = Router()
  router
    .route('/live/:owner/:topic')
    .get(liveStreams({ ...parts, topics }))
    .all(methodNotAllowed('GET'))
  return router
}
