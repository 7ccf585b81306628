import type { VNode } from 'preact'
import { Card, Kv, Note, PageHead, Time, type Tone } from '#gatepost'
import type { Explanation } from '../usecases/explain-delivery.ts'
import { deliveryHref, endpointHref } from './delivery-table.tsx'
import { LEDGER, WhyForm, type WhyFormProps } from './why-form.tsx'
import { count } from './words.ts'

export interface WhyPageProps extends WhyFormProps {
  /** Undefined until it is asked, and where it cannot be answered. */
  readonly explanation: Explanation | undefined
}

/** The rule that decided about one event at one webhook. */
export function WhyPage({ explanation, ...form }: WhyPageProps): VNode {
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          { label: 'Ledger', href: LEDGER },
          { label: 'Why' },
        ]}
        title="Why was an event not sent?"
        sub="One event and one webhook: the rule that decided"
      />
      <div class="cols-main">
        <div>
          {explanation === undefined ? (
            <Note tone="idle" icon="info-circle" title="Name an event and a webhook.">
              The answer is the one rule that decided, and where there is a delivery, the way to it.
            </Note>
          ) : (
            explanation.answers.map((answer) => (
              <Note key={answer.delivery ?? answer.variant} tone={toneOf(answer.code)} title={answer.text}>
                {answer.variant !== '' && <code class="me-2">{answer.variant}</code>}
                {answer.delivery === null ? (
                  'There is no delivery.'
                ) : (
                  <a href={deliveryHref(answer.delivery)}>See the delivery</a>
                )}
              </Note>
            ))
          )}
          {explanation !== undefined && <Asked {...explanation} />}
        </div>
        <aside aria-label="Ask">
          <Card title={explanation === undefined ? 'Ask' : 'Ask again'}>
            <WhyForm {...form} />
          </Card>
        </aside>
      </div>
    </>
  )
}

const FAULTS: readonly string[] = ['missing', 'error', 'set_aside', 'crashed', 'exhausted', 'rejected']
const WAITS: readonly string[] = ['endpoint_failing', 'retry_at', 'parked', 'expired']

function toneOf(code: string): Tone {
  if (code === 'delivered') return 'ok'
  if (FAULTS.includes(code)) return 'bad'
  return WAITS.includes(code) ? 'warn' : 'idle'
}

function Asked({ event, endpoint }: Explanation): VNode {
  return (
    <Card title="Asked about">
      <Kv
        items={[
          ['Event', <code key="type">{event.type}</code>],
          [
            'Its id',
            <a key="id" href={`/console/events/${encodeURIComponent(event.id)}`}>
              <code>{event.id}</code>
            </a>,
          ],
          ['Position', event.position === null ? 'not given yet' : count(event.position)],
          ['Happened', <Time key="at" at={event.at} form="full" />],
          [
            'Webhook',
            endpoint.deleted ? (
              `${endpoint.name}, deleted`
            ) : (
              <a key="webhook" href={endpointHref(endpoint.id)}>
                {endpoint.name}
              </a>
            ),
          ],
        ]}
      />
    </Card>
  )
}
