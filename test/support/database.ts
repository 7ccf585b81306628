import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
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
  const template = await migratedFile(all)
  if (template !== undefined) copyFileSync(template, location.file)
  const db = openDatabase(location)
  if (template === undefined) await migrate(db.writer, all)
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

/** A folder of one run of the tests, where scripts/test.mjs made one. */
const templates = process.env.GATEPOST_TEST_TEMPLATES

/** A SQLite file as the migrations leave it, made once a run; undefined where no run keeps any. */
async function migratedFile(schemas: readonly Schema[]): Promise<string | undefined> {
  if (templates === undefined) return undefined
  const steps = schemas.map(({ owner, migrations }) => [
    owner,
    migrations.map(({ name, up }) => [name, String(up)]),
  ])
  const key = createHash('sha256').update(JSON.stringify(steps)).digest('hex')
  const file = join(templates, `${key}.sqlite`)
  if (existsSync(file)) return file
  const folder = mkdtempSync(join(templates, 'making-'))
  const making = join(folder, 'gatepost.sqlite')
  const db = openDatabase({ file: making })
  await migrate(db.writer, schemas)
  await db.close()
  // Another process may have been as quick: both are the same.
  renameSync(making, file)
  rmSync(folder, { recursive: true })
  return file
}
