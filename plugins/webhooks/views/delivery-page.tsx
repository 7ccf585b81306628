import type { VNode } from 'preact'
import { ButtonLink, DeliveryState, PageHead, PostButton, Time } from '#gatepost'
import { AttemptsCard } from './attempts-card.tsx'
import { debugHref } from './debug-form.tsx'
import { DeliveryAnswer } from './delivery-answer.tsx'
import { FactsCard, WebhookCard } from './delivery-facts.tsx'
import type { DeliveryPageProps } from './delivery-page-props.ts'
import { deliveryHref, endpointHref } from './delivery-table.tsx'
import { LaneCard } from './lane-card.tsx'
import { whyHref } from './why-form.tsx'
import { count, requestPath, stateDetail } from './words.ts'

const eventHref = (id: string) => `/console/events/${encodeURIComponent(id)}`

/** One delivery: where it stands and why, what was sent and what came back. */
export function DeliveryPage(props: DeliveryPageProps): VNode {
  const { delivery, endpoint, context, now, attempts } = props
  const { event } = delivery
  const detail = stateDetail(delivery, context, now)
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          endpoint
            ? { label: endpoint.name, href: endpointHref(endpoint.id) }
            : { label: `${delivery.endpoint.name} (deleted)`, href: '/console/deliveries' },
          { label: 'Delivery' },
        ]}
        title={event.type}
        state={<DeliveryState state={delivery.state} {...(detail === undefined ? {} : { detail })} />}
        sub={
          <>
            {context.user !== null && <span class="text-body">{context.user.name}</span>}
            {props.changed.length > 0 && (
              <>
                {' '}
                changed <b class="fw-medium text-body">{props.changed.join(', ')}</b>
              </>
            )}
            {context.user !== null && ' · '}
            <Time at={event.at} form="full" /> · position {count(event.position)} · <code>{delivery.id}</code>
          </>
        }
        actions={
          <>
            <ButtonLink href={whyHref({ event: event.id, endpoint: delivery.endpoint.id })}>Why?</ButtonLink>
            <ButtonLink href={eventHref(event.id)}>See the event</ButtonLink>
            {endpoint !== undefined && (
              <ButtonLink href={debugHref(endpoint.id, { event: event.id })}>Debug</ButtonLink>
            )}
            <Resend {...props} />
          </>
        }
      />
      <DeliveryAnswer {...props} />
      <div class="cols-main">
        <AttemptsCard
          delivery={delivery}
          attempts={attempts}
          body={props.body}
          path={endpoint ? requestPath(endpoint.url) : '/'}
          delays={endpoint?.retry.delays ?? []}
          failing={context.failing}
          now={now}
        />
        <aside aria-label="About this delivery">
          <LaneCard
            lane={props.lane}
            delivery={delivery}
            context={context}
            ordered={endpoint?.ordered ?? true}
            now={now}
          />
          <FactsCard {...props} />
          {endpoint !== undefined && <WebhookCard {...props} endpoint={endpoint} />}
        </aside>
      </div>
    </>
  )
}

/** `Send now` for what waits for its time, `Resend` for what has ended; nothing where it would be refused. */
function Resend({ delivery, endpoint, context, csrfToken, now }: DeliveryPageProps): VNode | null {
  const { state, due } = delivery
  if (!endpoint?.enabled || state === 'held' || state === 'leased') return null
  // Of a failing webhook it goes out as the next probe, whatever its own time.
  if (state === 'pending' && !context.failing && (due === null || due <= now)) return null
  return (
    <PostButton
      {...(state === 'delivered' || state === 'skipped' ? {} : { kind: 'primary' })}
      icon="refresh"
      action={`${deliveryHref(delivery.id)}/resend`}
      csrfToken={csrfToken}
    >
      {state === 'pending' ? 'Send now' : 'Resend'}
    </PostButton>
  )
}
