import type { VNode } from 'preact'
import { Card, DeliveryState, Table, Why } from '#gatepost'
import type { Recipients } from '../recipients.ts'
import { deliveryHref, endpointHref } from './delivery-table.tsx'
import { whyHref } from './why-form.tsx'
import { endReason, ordinal } from './words.ts'

export interface RecipientsCardProps {
  readonly eventId: string
  readonly recipients: Recipients
}

/** Which webhooks got an event, with state and way to each delivery, and which did not, with the reason. */
export function RecipientsCard({ eventId, recipients }: RecipientsCardProps): VNode {
  const { deliveries, more, passedOver, morePassedOver } = recipients
  const none = deliveries.length + passedOver.length === 0
  return (
    <Card title="Webhooks" aside={<a href={whyHref({ event: eventId })}>Why not?</a>} padded={none}>
      {none ? (
        <span class="text-secondary">There is no webhook. The event is kept, and a replay can send it.</span>
      ) : (
        <Table label="Webhooks" columns={['Webhook', 'What became of it', { text: 'State', right: true }]}>
          {deliveries.map((row) => (
            <tr key={row.delivery}>
              <td class="cut-s">
                {row.deleted ? row.name : <a href={endpointHref(row.endpoint)}>{row.name}</a>}
                {row.variant !== '' && <code class="text-secondary"> {row.variant}</code>}
              </td>
              <td class="wrap all">
                <a href={deliveryHref(row.delivery)}>See the delivery</a>
                {(row.state === 'dead' || row.state === 'skipped') && (
                  <span class="text-secondary"> {endReason(row)}</span>
                )}
              </td>
              <td class="r end">
                <DeliveryState
                  state={row.state}
                  {...(row.state === 'delivered' && row.tries > 1
                    ? { detail: `${ordinal(row.tries)} try` }
                    : {})}
                />
              </td>
            </tr>
          ))}
          {passedOver.map(({ id, name, why }) => (
            <tr key={id}>
              <td class="cut-s">
                <a href={endpointHref(id)}>{name}</a>
              </td>
              <td class="wrap all text-secondary">{why}</td>
              <td class="r end text-secondary">not owed</td>
            </tr>
          ))}
        </Table>
      )}
      {(more || morePassedOver) && (
        <div class="p-3">
          <Why>
            There are more webhooks than stand here. <a href={whyHref({ event: eventId })}>Ask about one</a>.
          </Why>
        </div>
      )}
    </Card>
  )
}
