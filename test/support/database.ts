import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import { coreSchema, migrate, type Schema } from '../../src/db/migrate.ts'

export interface TestDatabase {
  readonly db: OpenDatabase
  readonly file: string
  close(): Promise<void>
}

/** A migrated SQLite database in a folder of its own; `close` removes it. */
export async function openTestDatabase(schemas: readonly Schema[] = []): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-test-'))
  const file = join(folder, 'gatepost.sqlite')
  const db = openDatabase({ file })
  await migrate(db.writer, [coreSchema, ...schemas])
  return {
    db,
    file,
    close: async () => {
      await db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
