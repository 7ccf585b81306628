import { openDatabase } from '../../src/db/connect.ts'
import { publicUserSchema } from '../../src/domain/user.ts'
import { isAddress } from '../support/rows.ts'
import { SEEDED } from './run-checks.ts'

/** Events in one transaction, few enough not to hold up the server beside it. */
const SLICE = 1000

export interface Seed {
  readonly type: 'user.registered' | 'user.updated'
  readonly users: number
  /** Events of each user. */
  readonly each: number
  /** A word that no other seed of the stage has. */
  readonly name: string
  /** Events that each of these users has from earlier seeds of this name. */
  readonly before?: number
  /** The time of the events; now unless given. */
  readonly at?: number
}

/**
 * Writes events into the log from beside the server, as an import would: committed, in order, each user's counted.
 * Answers how many.
 */
export async function seedEvents(
  file: string,
  { type, users, each, name, before = 0, at }: Seed,
): Promise<number> {
  const db = openDatabase(isAddress(file) ? { url: file } : { file })
  const rowsOf = db.dialect.jsonTable({ id: 'text', user_id: 'text', sequence: 'integer', data: 'text' })
  const events = Array.from({ length: users * each }, (_, n) => ({
    user: `${SEEDED}${name}_${n % users}`,
    sequence: before + Math.floor(n / users) + 1,
  }))
  try {
    for (let from = 0; from < events.length; from += SLICE) {
      const slice = events
        .slice(from, from + SLICE)
        .map(({ user, sequence }, n) => [
          `evt_seeded_${name}_${before * users + from + n}`,
          user,
          sequence,
          JSON.stringify(dataOf(type, user, sequence)),
        ])
      const now = at ?? Date.now()
      await db.transaction(async (tx) => {
        const rows = JSON.stringify(slice)
        await tx.raw(
          `insert into events (id, type, subject, sequence, at, data, context)
           select id, ?, user_id, sequence, cast(? as bigint), data, '{"actor":{"type":"system"}}'
           from ${rowsOf} r order by n`,
          [type, now, rows],
        )
        await tx.raw(
          `insert into outbox (seq) select seq from events where id in (select id from ${rowsOf} r)`,
          [rows],
        )
        await tx.raw(
          `insert into user_sequences (user_id, last) select user_id, max(sequence) from ${rowsOf} r where true
           group by user_id on conflict (user_id) do update set last = excluded.last`,
          [rows],
        )
      })
    }
  } finally {
    await db.close()
  }
  return events.length
}

function dataOf(type: Seed['type'], id: string, sequence: number): object {
  const user = publicUserSchema.parse({
    id,
    username: id,
    email: null,
    emailVerified: false,
    phone: null,
    name: `${id} the ${sequence}.`,
    givenName: null,
    familyName: null,
    locale: null,
    zoneinfo: null,
    externalId: null,
    status: 'active',
    mfaEnabled: false,
    customFields: {},
    loginsCount: 0,
    lastLoginAt: null,
    createdAt: '2026-11-23T10:00:00.000Z',
    updatedAt: '2026-11-23T10:00:00.000Z',
  })
  return type === 'user.registered' ? { user, method: 'import' } : { user, changes: {} }
}
