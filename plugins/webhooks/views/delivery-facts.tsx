import type { VNode } from 'preact'
import { Breakable, Card, formatTime, Kv, Why } from '#gatepost'
import { verdictOf } from '../delivery/schedule.ts'
import type { EndpointView } from '../service.ts'
import { givesUp } from './delivery-answer.tsx'
import type { DeliveryPageProps } from './delivery-page-props.ts'
import { endpointHref } from './delivery-table.tsx'
import { Condition } from './endpoint-condition.tsx'
import { count, duration } from './words.ts'

const userHref = (id: string) => `/console/users/${encodeURIComponent(id)}`

/** What it is, in terms and values. */
export function FactsCard({ delivery, endpoint, context, now }: DeliveryPageProps): VNode {
  const { event, state, tries } = delivery
  const delays = endpoint?.retry.delays ?? []
  const rejected = verdictOf(delivery.last?.status ?? null) === 'rejected'
  const end =
    endpoint && state === 'pending' && tries > 0 && !rejected ? givesUp(delivery, delays, now) : undefined
  return (
    <Card title="This delivery">
      <Kv
        items={[
          [
            'Webhook',
            endpoint ? (
              <a href={endpointHref(endpoint.id)}>{endpoint.name}</a>
            ) : (
              `${delivery.endpoint.name}, deleted`
            ),
          ],
          [
            'User',
            context.user && (
              <a href={userHref(context.user.id)}>
                <Breakable address={context.user.name} />
              </a>
            ),
          ],
          ['Sequence', event.sequence === null ? null : count(event.sequence)],
          ['Message id', <code key="id">{delivery.messageId}</code>],
          ['Format', endpoint?.format],
          ...(delivery.variant === ''
            ? []
            : ([['Sent as', <code key="as">{delivery.variant}</code>]] as const)),
          ['Tries used', endpoint ? `${tries} of ${delays.length + 1}` : tries],
          ...(end === undefined
            ? []
            : ([['Gives up', `${formatTime(end, 'day')}, about ${formatTime(end, 'minute')}`]] as const)),
          ...(delivery.last === null ? [] : ([['Last took', duration(delivery.last.durationMs)]] as const)),
        ]}
      />
    </Card>
  )
}

/** How its webhook fares. */
export function WebhookCard(props: DeliveryPageProps & { readonly endpoint: EndpointView }): VNode {
  const { endpoint, success, delivery, now } = props
  const all = (success?.delivered ?? 0) + (success?.failed ?? 0)
  const refused = delivery.state === 'dead' || (delivery.state === 'pending' && delivery.tries > 0)
  const fine = endpoint.health.state === 'healthy' || endpoint.health.state === 'retrying'
  return (
    <Card title="The webhook">
      <div class="mb-2">
        <Condition endpoint={endpoint} now={now} />
      </div>
      {success !== undefined && all > 0 && (
        <Why {...(refused && fine && success.delivered > 0 ? { title: 'Why not failing?' } : {})}>
          {refused && fine && success.delivered > 0 ? 'Others succeed there: ' : 'Attempts that succeeded: '}
          {count(success.delivered)} of {count(all)} in 24 hours.
        </Why>
      )}
    </Card>
  )
}
