/** What decides whether one event goes to one endpoint. */
import type { Read } from '#gatepost'
import type { DeliveryState } from '../delivery/delivery.ts'
import { type EndpointVersion, versionsById } from './endpoint-versions.ts'
import { rowsOf } from './json-table.ts'

/** The version of an endpoint that held at a position, and where its first one began. */
export async function versionAt(
  read: Read,
  endpoint: number,
  position: number,
): Promise<{ version: EndpointVersion | undefined; first: number | undefined }> {
  const own = () => read('webhooks_endpoint_versions').where({ endpoint })
  const row: { id: number } | undefined = await own()
    .where('from_position', '<=', position)
    .andWhere((q) => q.whereNull('to_position').orWhere('to_position', '>=', position))
    .first('id')
  const [version] = row ? await versionsById(read, [row.id]) : []
  const begin: { from_position: number } | undefined = await own()
    .orderBy('from_position')
    .first('from_position')
  return { version, first: begin?.from_position }
}

export interface ExplainedRow {
  readonly id: number
  readonly variant: string
  readonly lane: string | null
  readonly state: DeliveryState
  readonly reason: string | null
  readonly due: number
  readonly tries: number
  readonly replay: number | null
  readonly delivered_at: number | null
}

export async function rowsAt(read: Read, endpoint: number, position: number): Promise<ExplainedRow[]> {
  return read('webhooks_deliveries')
    .where({ endpoint, position })
    .orderBy('id')
    .select('id', 'variant', 'lane', 'state', 'reason', 'due', 'tries', 'replay', 'delivered_at')
}

/** The oldest open delivery of a held one's lane, in its replay if it belongs to one. */
export async function headOf(
  read: Read,
  endpoint: number,
  { lane, replay }: Pick<ExplainedRow, 'lane' | 'replay'>,
): Promise<{ id: number; state: DeliveryState; event: string; type: string } | undefined> {
  const within = replay === null ? 'd.replay is null' : 'd.replay = ?'
  const [head] = await rowsOf<{ id: number; state: DeliveryState; event: string; type: string }>(
    read.raw(
      `select d.id, d.state, e.id as event, e.type
       from webhooks_deliveries d
       join logged_events e on e.position = d.position
       where d.endpoint = ? and d.lane = ? and d.state in ('held', 'pending', 'leased') and ${within}
       order by d.position, d.id limit 1`,
      [endpoint, lane, ...(replay === null ? [] : [replay])],
    ),
  )
  return head
}
