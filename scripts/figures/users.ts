import { performance } from 'node:perf_hooks'
import { openDatabase } from '../../src/db/connect.ts'
import { coreSchema, migrate } from '../../src/db/migrate.ts'
import { listUsers } from '../../src/usecases/list-users.ts'
import { percentile } from '../../test/faults/percentile.ts'
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { makeDeps } from '../../test/support/deps.ts'
import { useCluster } from '../../test/support/postgres.ts'
import type { Scope } from '../../test/support/scope.ts'
import type { Figure } from './figure.ts'
import { seedUsers } from './seed-users.ts'

const ROUNDS = 50
const MOST_MS = 50
const LIMIT = 50
const STRETCH = { createdFrom: 1_700_000_100_000, createdBefore: 1_700_000_200_000 }
const ASKED: readonly [string, Partial<Parameters<typeof listUsers>[1]>][] = [
  ['newest', {}],
  ['blocked', { status: 'blocked' }],
  ['active with a second factor', { status: 'active', mfaEnabled: true }],
  ['of one stretch of time', STRETCH],
  ['search that all match', { search: 'user' }],
  ['search that one matches', { search: 'user123456@' }],
  ['search sifted by a rare status', { search: 'person', status: 'blocked' }],
  ['search sifted by a status that nobody has', { search: 'user', status: 'deleting' }],
  ['search sifted by a second factor', { search: 'user', mfaEnabled: true }],
  ['search sifted by status and second factor', { search: 'p', status: 'invited', mfaEnabled: true }],
  ['search within a stretch of time', { search: 'user', ...STRETCH }],
  ['search of blocked users within a stretch of time', { search: 'user', status: 'blocked', ...STRETCH }],
]

/** Pages of the users' list, the first and the one after it in turns: the median of each way to ask, on both databases. */
export async function measureUsers(scope: Scope, users: number): Promise<Figure[]> {
  const sqlite = await measureOn(scope, 'SQLite', await openTestDatabase(), users)
  return [...sqlite, ...(await measureOn(scope, 'PostgreSQL', await openPostgres(scope), users))]
}

async function openPostgres(scope: Scope): Promise<TestDatabase> {
  const location = { url: await (await useCluster(scope)).newDatabase(), poolSize: 8 }
  const db = openDatabase(location)
  await migrate(db.writer, [coreSchema])
  return { db, location, file: '', close: () => db.close() }
}

async function measureOn(
  scope: Scope,
  place: string,
  database: TestDatabase,
  users: number,
): Promise<Figure[]> {
  const { deps } = await makeDeps(scope, { database })
  await seedUsers(database.db, users)
  const figures: Figure[] = []
  for (const [name, input] of ASKED) {
    const times: number[] = []
    let cursor: string | undefined
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now()
      const { next } = await listUsers(deps, { limit: LIMIT, cursor, ...input })
      times.push((performance.now() - began) * 10)
      cursor = next ?? undefined
    }
    const median = percentile(times, 0.5) / 10
    figures.push({
      name: `users' list at ${users.toLocaleString('en')} on ${place}, ${name}`,
      value: `${median} ms (median of ${ROUNDS})`,
      demand: `under ${MOST_MS} ms`,
      met: median < MOST_MS,
    })
  }
  return figures
}
