import type { ApiOperation } from '../../../hooks/contract.ts'
import { Feed } from '../../feed/feed.ts'
import type { AppParts } from '../../parts.ts'
import { apiKeyOperations } from './api-keys.ts'
import { customFieldOperations } from './custom-fields.ts'
import { eventOperations } from './events.ts'
import { listenerOperations } from './listeners.ts'
import { logoOperations } from './logo.ts'
import { newestEventOperations } from './newest-events.ts'
import { pluginOperations } from './plugins.ts'
import { settingsOperations } from './settings.ts'
import { userAccessOperations } from './user-access.ts'
import { userActOperations } from './user-acts.ts'
import { userExportOperations } from './user-exports.ts'
import { userImportOperations } from './user-imports.ts'
import { userOperations } from './users.ts'

/** The whole JSON API: what the core does over it, and what plugins add. */
export function allOperations(parts: AppParts): readonly ApiOperation[] {
  const { deps, events, plugins, api } = parts
  return [
    ...userOperations(deps),
    ...userActOperations(deps),
    ...userAccessOperations(deps),
    ...userImportOperations(deps),
    ...userExportOperations(deps),
    ...eventOperations(new Feed(deps, parts), events),
    ...newestEventOperations(deps, events),
    ...listenerOperations(deps, events),
    ...settingsOperations(deps),
    ...logoOperations(deps),
    ...customFieldOperations(deps),
    ...apiKeyOperations(deps),
    ...pluginOperations(plugins),
    ...api,
  ]
}
