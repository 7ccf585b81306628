import type { VNode } from 'preact'
import { Card, DeliveryState, Table, Time } from '#gatepost'
import type { RowContext } from '../reports.ts'
import type { DeliveryView } from '../service.ts'
import { DELIVERIES } from './deliveries-page.tsx'
import { filterHref, NO_FILTER } from './delivery-filter.tsx'
import { deliveryHref, endpointHref, NO_CONTEXT } from './delivery-table.tsx'
import { stateDetail } from './words.ts'

export interface UserDeliveriesCardProps {
  readonly userId: string
  /** The newest few. */
  readonly rows: readonly DeliveryView[]
  readonly contexts: ReadonlyMap<string, RowContext>
  readonly now: number
}

/** Who heard of a user, and of what. */
export function UserDeliveriesCard({ userId, rows, contexts, now }: UserDeliveriesCardProps): VNode {
  const all = filterHref(DELIVERIES, { ...NO_FILTER, search: userId })
  if (rows.length === 0)
    return (
      <Card title="Newest deliveries">
        <span class="text-secondary">No webhook was owed an event about this user.</span>
      </Card>
    )
  return (
    <Card title="Newest deliveries" aside={<a href={all}>All of them</a>} padded={false}>
      <Table label="Newest deliveries" columns={['Time', 'Event', 'Webhook', { text: 'State', right: true }]}>
        {rows.map((row) => {
          const { id, event, endpoint, state } = row
          const detail = stateDetail(row, contexts.get(id) ?? NO_CONTEXT, now)
          return (
            <tr key={id}>
              <td class="num text-secondary hide">
                <Time at={event.at} />
              </td>
              <td>
                <a href={deliveryHref(id)}>
                  <code>{event.type}</code>
                </a>
              </td>
              <td class="all cut">
                {endpoint.deleted ? endpoint.name : <a href={endpointHref(endpoint.id)}>{endpoint.name}</a>}
              </td>
              <td class="r end">
                <DeliveryState state={state} {...(detail === undefined ? {} : { detail })} />
              </td>
            </tr>
          )
        })}
      </Table>
    </Card>
  )
}
