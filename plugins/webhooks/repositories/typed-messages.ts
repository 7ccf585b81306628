/** Messages that somebody typed. Their attempts stand beside all others, with `delivery` below zero. */
import type { Dialect, Read, Tx } from '#gatepost'
import { jsonTable } from './json-table.ts'

export interface TypedRow {
  readonly id: number
  readonly endpoint: number
  readonly madeAt: number
  readonly eventType: string
  readonly format: string
  readonly body: string
}

interface Row {
  id: number
  endpoint: number
  made_at: number
  event_type: string
  format: string
  body: string
}

/** What the attempts of a typed message have in place of a delivery. */
export const attemptsOf = (id: number): number => -id

/** Keeps a message before it is sent; answers its id. */
export async function insertTyped(tx: Tx, message: Omit<TypedRow, 'id'>): Promise<number> {
  const [row] = await tx('webhooks_tests')
    .insert({
      endpoint: message.endpoint,
      made_at: message.madeAt,
      event_type: message.eventType,
      format: message.format,
      body: message.body,
    })
    .returning<{ id: number }[]>('id')
  if (!row) throw new Error('no number came back')
  return row.id
}

/** How many were made for this endpoint after `after`. */
export async function countTyped(read: Read, endpoint: number, after: number): Promise<number> {
  const row = await read('webhooks_tests')
    .where({ endpoint })
    .where('made_at', '>', after)
    .count({ count: '*' })
    .first()
  return Number(row?.count)
}

/** The newest ones of an endpoint, newest first. */
export async function listTyped(read: Read, endpoint: number, limit: number): Promise<TypedRow[]> {
  const rows: Row[] = await read('webhooks_tests').where({ endpoint }).orderBy('id', 'desc').limit(limit)
  return rows.map(fromRow)
}

/** One of an endpoint by its id. */
export async function findTyped(read: Read, endpoint: number, id: number): Promise<TypedRow | undefined> {
  const row: Row | undefined = await read('webhooks_tests').where({ endpoint, id }).first()
  return row && fromRow(row)
}

const fromRow = (row: Row): TypedRow => ({
  id: row.id,
  endpoint: row.endpoint,
  madeAt: row.made_at,
  eventType: row.event_type,
  format: row.format,
  body: row.body,
})

/** Removes up to `limit` that were made before `before`, with their attempts. Answers how many. */
export async function removeTyped(tx: Tx, dialect: Dialect, before: number, limit: number): Promise<number> {
  const old = tx('webhooks_tests').where('made_at', '<', before).orderBy('made_at').limit(limit)
  return remove(tx, dialect, await old.select('id'))
}

/** Removes up to `limit` in whose body this user is named. */
export async function removeTypedAbout(
  tx: Tx,
  dialect: Dialect,
  userId: string,
  limit: number,
): Promise<number> {
  const named = tx('webhooks_tests').whereLike('body', `%${userId}%`).limit(limit)
  return remove(tx, dialect, await named.select('id'))
}

async function remove(tx: Tx, dialect: Dialect, rows: readonly { readonly id: number }[]): Promise<number> {
  if (rows.length === 0) return 0
  const picked = `(select id from ${jsonTable(dialect, { id: 'integer' })} p)`
  const attempts = JSON.stringify(rows.map(({ id }) => [attemptsOf(id)]))
  await tx.raw(`delete from webhooks_attempts where delivery in ${picked}`, [attempts])
  await tx.raw(`delete from webhooks_tests where id in ${picked}`, [
    JSON.stringify(rows.map(({ id }) => [id])),
  ])
  return rows.length
}
