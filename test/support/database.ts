import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Location, type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import { coreSchema, migrate, type Schema } from '../../src/db/migrate.ts'
import { takeDatabase } from './emptied-database.ts'
import { newDatabase } from './postgres.ts'

export interface TestDatabase {
  readonly db: OpenDatabase
  /** Where it is, for a second connection or another process. */
  readonly location: Location
  /** The SQLite file; empty on PostgreSQL. */
  readonly file: string
  close(): Promise<void>
}

/** Where the suites run instead of SQLite, when scripts/test.mjs says so. */
const cluster =
  process.env.GATEPOST_TEST_PLACE === 'PostgreSQL' ? process.env.GATEPOST_TEST_CLUSTER : undefined

/** The database that the suites run on. */
export const PLACE = cluster ? 'PostgreSQL' : 'SQLite'

/** Settings of a whole server: none on SQLite, else an empty database of the cluster and the key that it needs then. */
export async function databaseSettings(): Promise<Readonly<Record<string, string>>> {
  if (!cluster) return {}
  const key = Buffer.alloc(32, 7).toString('base64')
  return { DATABASE_URL: await newDatabase(cluster), GATEPOST_MASTER_KEY: key }
}

/** A migrated database of its own: a SQLite file in a new folder, or a database of the PostgreSQL cluster. */
export async function openTestDatabase(schemas: readonly Schema[] = []): Promise<TestDatabase> {
  const all = [coreSchema, ...schemas]
  if (cluster) {
    const place = await takeDatabase(cluster, all)
    const location = { url: place.url, poolSize: 8 }
    const db = openDatabase(location)
    return { db, location, file: '', close: () => db.close().then(place.giveBack) }
  }
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-test-'))
  const location = { file: join(folder, 'gatepost.sqlite') }
  const db = openDatabase(location)
  await migrate(db.writer, all)
  return {
    db,
    location,
    file: location.file,
    close: async () => {
      await db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
