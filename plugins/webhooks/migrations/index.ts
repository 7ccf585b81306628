import type { Migration } from '#gatepost'
import { deliveries } from './001-deliveries.ts'
import { ledger } from './002-ledger.ts'
import { keyPairs } from './003-key-pairs.ts'
import { console } from './004-console.ts'
import { lists } from './005-lists.ts'
import { activity } from './006-activity.ts'
import { backfills } from './009-backfills.ts'

/** The plugin's schema, step by step. Steps that were released never change. */
export const migrations: readonly Migration[] = [
  deliveries,
  ledger,
  keyPairs,
  console,
  lists,
  activity,
  backfills,
]
