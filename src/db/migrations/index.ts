import type { Migration } from '../migration.ts'
import { accounts } from './001-accounts.ts'
import { log } from './002-log.ts'
import { mails } from './003-mails.ts'
import { erasure } from './004-erasure.ts'
import { loggedEvents } from './005-logged-events.ts'
import { siteSettings } from './006-site-settings.ts'
import { userCare } from './007-user-care.ts'
import { guessing } from './008-guessing.ts'
import { passkeys } from './009-passkeys.ts'
import { userImports } from './010-user-imports.ts'
import { rememberedSessions } from './011-remembered-sessions.ts'
import { userSearch } from './012-user-search.ts'
import { userSearchOrder } from './012-user-search-order.ts'
import { figures } from './013-figures.ts'
import { idempotency } from './015-idempotency.ts'
import { accessKeys } from './016-access-keys.ts'
import { listeners } from './017-listeners.ts'

/** The core's schema, step by step. Steps that were released never change. */
export const coreMigrations: readonly Migration[] = [
  accounts,
  log,
  mails,
  erasure,
  loggedEvents,
  siteSettings,
  userCare,
  guessing,
  passkeys,
  userImports,
  rememberedSessions,
  userSearch,
  userSearchOrder,
  figures,
  idempotency,
  accessKeys,
  listeners,
]
