import type { Database } from '../../src/db/database.ts'
import { numberEvents } from '../../src/repositories/log.ts'

/** Gives every committed event its position, as the dispatcher of a running server does. */
export async function numberAll(db: Pick<Database, 'transaction' | 'dialect'>): Promise<void> {
  let numbered: number
  do numbered = await db.transaction((tx) => numberEvents(tx, db.dialect, 1000))
  while (numbered > 0)
}
