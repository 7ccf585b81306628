import type { VNode } from 'preact'
import { Card, DeliveryState, State, Table, Time } from '#gatepost'
import type { RowContext } from '../reports.ts'
import type { DeliveryView } from '../service.ts'
import { deliveryHref, endpointHref, NO_CONTEXT } from './delivery-table.tsx'
import { answer, clock, stateDetail } from './words.ts'

export interface Failure {
  /** When the request was made. */
  readonly at: number
  readonly delivery: DeliveryView
}

export interface FailuresCardProps {
  readonly failures: readonly Failure[]
  readonly contexts: ReadonlyMap<string, RowContext>
  readonly now: number
  readonly allHref: string
}

/** The newest requests that failed, and what became of what they carried. */
export function FailuresCard({ failures, contexts, now, allHref }: FailuresCardProps): VNode {
  if (failures.length === 0)
    return (
      <Card title="Recent failures">
        <State tone="ok" icon="check">
          No request has failed
        </State>
      </Card>
    )
  return (
    <Card title="Recent failures" aside={<a href={allHref}>All that failed</a>} padded={false}>
      <Table
        label="Recent failures"
        columns={['Time', 'Event', 'User', 'Webhook', 'What came back last', 'State now']}
      >
        {failures.map(({ at, delivery }) => {
          const context = contexts.get(delivery.id) ?? NO_CONTEXT
          const detail = stateDetail(delivery, context, now)
          return (
            <tr key={`${delivery.id} ${at}`}>
              <td class="num text-secondary hide">
                <Time at={at} form={clock(at, now).length > 8 ? 'both' : 'clock'} />
              </td>
              <td>
                <a href={deliveryHref(delivery.id)}>
                  <code>{delivery.event.type}</code>
                </a>
              </td>
              <td class="hide cut-s">{context.user?.name ?? '–'}</td>
              <td class="all cut-s">
                <a href={endpointHref(delivery.endpoint.id)}>{delivery.endpoint.name}</a>
                <span class="only-phone ms-0 text-secondary num">
                  {clock(at, now)} · {answer(delivery)}
                </span>
              </td>
              <td class="hide num cut">{answer(delivery)}</td>
              <td class="end">
                <DeliveryState state={delivery.state} {...(detail === undefined ? {} : { detail })} />
              </td>
            </tr>
          )
        })}
      </Table>
    </Card>
  )
}
