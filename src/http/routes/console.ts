import { Router } from 'express'
import { requireConsole, requireUser } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { apiReferenceRoutes } from './console-api.tsx'
import { apiKeyRoutes } from './console-api-keys.tsx'
import { customFieldRoutes } from './console-custom-fields.tsx'
import { eventTypeRoutes } from './console-event-types.tsx'
import { eventLogRoutes } from './console-events.tsx'
import { liveRoutes } from './console-live.ts'
import { logoRoutes } from './console-logo.tsx'
import { operatorRoutes } from './console-operators.tsx'
import { overviewRoute } from './console-overview.tsx'
import { pluginRoutes } from './console-plugins.tsx'
import { settingsRoutes } from './console-settings.tsx'
import { userRoutes } from './console-user.tsx'
import { userExportRoutes } from './console-user-exports.tsx'
import { userFormRoutes } from './console-user-form.tsx'
import { userImportRoutes } from './console-user-imports.tsx'
import { userListRoutes } from './console-users.tsx'

/** The console, for operators and viewers: the core's pages and those of the plugins. */
export function consoleRoutes(parts: PageParts): Router {
  const router = Router()
  router.use(requireUser, requireConsole(parts.deps.rules.production))
  router.use(
    overviewRoute(parts),
    liveRoutes(parts),
    userImportRoutes(parts),
    userExportRoutes(parts),
    userFormRoutes(parts),
    userListRoutes(parts),
    userRoutes(parts),
    operatorRoutes(parts),
    eventLogRoutes(parts),
    eventTypeRoutes(parts),
    apiKeyRoutes(parts),
    pluginRoutes(parts),
    apiReferenceRoutes(parts),
    settingsRoutes(parts),
    logoRoutes(parts),
    customFieldRoutes(parts),
  )
  for (const { path, router: pages } of parts.mounts) router.use(path.replace(/^\/console/, ''), pages)
  return router
}
