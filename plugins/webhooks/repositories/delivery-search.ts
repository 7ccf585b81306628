import type { Knex, Read } from '#gatepost'
import { type DeliveryQuery, type DeliveryRow, listDeliveryRows } from './delivery-list.ts'

/** Rows of an index that one page looks through at most: what fits may be rare, or not be there at all. */
const LOOKED_THROUGH = 20_000
/** The same where the newest attempt of each has to be looked at as well. */
const LOOKED_AT_ATTEMPTS = 5000
/** Events of a type, or about a user, whose deliveries one page looks through. */
const EVENTS = 2000

export interface FoundDeliveries {
  readonly rows: readonly DeliveryRow[]
  /** Everything from this position on was looked through, and older rows were not; undefined when there are none. */
  readonly lookedTo: number | undefined
}

/** Deliveries, newest event first, in a time that does not grow with how rare they are: a page may be short. */
export async function searchDeliveries(read: Read, query: DeliveryQuery): Promise<FoundDeliveries> {
  const { types, subject, between } = query
  if (query.event !== undefined || query.id !== undefined)
    return { rows: await listDeliveryRows(read, query), lookedTo: undefined }
  if (subject !== undefined || types?.length === 1) {
    const positions = await eventPositions(read, query)
    const lookedTo = positions.length === EVENTS ? positions.at(-1) : undefined
    return { rows: await listDeliveryRows(read, { ...query, positions }), lookedTo }
  }
  const end = sifts(query) ? await endOfLook(read, query) : undefined
  if (end === undefined || end <= (between?.after ?? 0))
    return { rows: await listDeliveryRows(read, query), lookedTo: undefined }
  const last = between?.last ?? Number.MAX_SAFE_INTEGER
  const rows = await listDeliveryRows(read, { ...query, between: { after: end - 1, last } })
  return { rows, lookedTo: end }
}

/** Whether rows of the walked index may not fit. */
function sifts({ states, types, answer, endpoint }: DeliveryQuery): boolean {
  if (types?.length || answer !== undefined) return true
  if (!states?.length) return false
  return endpoint !== undefined || partialIndex(states) === undefined
}

/** The words of the partial index that holds the rows of these states alone, newest first. */
function partialIndex(states: DeliveryQuery['states']): string | undefined {
  const all = (few: readonly string[]) => states?.length && states.every((state) => few.includes(state))
  if (all(['dead'])) return "state = 'dead'"
  if (all(['skipped'])) return "state = 'skipped'"
  if (all(['held', 'pending', 'leased'])) return "state in ('held', 'pending', 'leased')"
  return undefined
}

const bounded = (rows: Knex.QueryBuilder, column: string, { before, between }: DeliveryQuery) => {
  if (before) rows.where(column, '<=', before.position)
  if (between) rows.where(column, '>', between.after).where(column, '<=', between.last)
  return rows
}

/** The position of the last row that one page may look through, by an index alone; undefined when there are fewer. */
async function endOfLook(read: Read, query: DeliveryQuery): Promise<number | undefined> {
  const rows = bounded(read('webhooks_deliveries'), 'position', query)
  const few = query.endpoint === undefined ? partialIndex(query.states) : undefined
  if (query.endpoint !== undefined)
    rows.where('endpoint', read('webhooks_endpoints').where('id', query.endpoint).select('num'))
  if (few !== undefined) rows.whereRaw(few)
  const row: { position: number } | undefined = await rows
    .orderBy('position', 'desc')
    .offset(query.answer === undefined ? LOOKED_THROUGH : LOOKED_AT_ATTEMPTS)
    .limit(1)
    .first('position')
  return row?.position
}

/** Positions of the newest events of a type, or about a user. */
async function eventPositions(read: Read, query: DeliveryQuery): Promise<number[]> {
  const events = bounded(read('logged_events'), 'position', query)
  if (query.subject !== undefined) events.where('subject', query.subject)
  if (query.types?.length) events.whereIn('type', [...query.types])
  const rows: { position: number }[] = await events
    .orderBy('position', 'desc')
    .limit(EVENTS)
    .select('position')
  return rows.map(({ position }) => position)
}
