import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import knex from 'knex'
import { type Location, type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import { coreSchema, migrate, type Schema } from '../../src/db/migrate.ts'

export interface TestDatabase {
  readonly db: OpenDatabase
  /** Where it is, for a second connection or another process. */
  readonly location: Location
  /** The SQLite file; empty on PostgreSQL. */
  readonly file: string
  close(): Promise<void>
}

/** Where the suites run instead of SQLite; `npm run test:postgres` sets it. */
const cluster = process.env.GATEPOST_TEST_POSTGRES

/** A migrated database of its own: a SQLite file in a new folder, or a new database of the PostgreSQL cluster. */
export async function openTestDatabase(schemas: readonly Schema[] = []): Promise<TestDatabase> {
  const place = cluster ? await newPostgres(cluster) : newFile()
  const db = openDatabase(place.location)
  await migrate(db.writer, [coreSchema, ...schemas])
  return {
    db,
    location: place.location,
    file: 'file' in place.location ? place.location.file : '',
    close: async () => {
      await db.close()
      await place.remove()
    },
  }
}

interface Place {
  readonly location: Location
  remove(): Promise<void>
}

function newFile(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-test-'))
  return {
    location: { file: join(folder, 'gatepost.sqlite') },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function newPostgres(url: string): Promise<Place> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const onCluster = async (sql: string): Promise<void> => {
    const admin = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } })
    await admin.raw(sql)
    await admin.destroy()
  }
  await onCluster(`create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return {
    location: { url: own.href, poolSize: 8 },
    remove: () => onCluster(`drop database if exists ${name} with (force)`),
  }
}
