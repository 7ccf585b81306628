import type { VNode } from 'preact'
import { Breakable, Card, CodeBlock, CopyButton, PageHead, Segmented } from '#gatepost'

export interface ReceiverProgram {
  readonly language: string
  readonly needs: string
  readonly file: string
  readonly text: string
}

export interface ReceivingPageProps {
  readonly shown: ReceiverProgram
  readonly all: readonly ReceiverProgram[]
  /** This server's own address. */
  readonly url: string
}

export const RECEIVING = '/console/webhooks/receiving'

/** For whoever writes the other side: the rules, and a program that keeps them. */
export function ReceivingPage({ shown, all, url }: ReceivingPageProps): VNode {
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Webhooks', href: '/console/webhooks' }, { label: 'Receiving' }]}
        title="Receiving events"
        sub="What the program at the other end does, and one to begin with"
      />
      <Card title="Five rules">
        <ol class="mb-0">
          {RULES.map(([rule, why]) => (
            <li key={rule}>
              <b>{rule}</b> {why}
            </li>
          ))}
        </ol>
      </Card>
      <Card
        title={`A receiver in ${shown.language}, with ${shown.needs}`}
        aside={
          <Segmented
            label="Language"
            items={all.map(({ language }) => ({
              label: language,
              href: `${RECEIVING}?language=${language.toLowerCase()}`,
              active: language === shown.language,
            }))}
          />
        }
      >
        <CodeBlock id="program">{shown.text}</CodeBlock>
        <div class="d-flex align-items-center gap-2 mt-3">
          <span class="flex-shrink-0">
            <CopyButton target="program" />
          </span>
          <span>
            <code>{shown.file}</code> takes the secret of the webhook from <code>GATEPOST_SECRET</code>, and
            its port from <code>PORT</code>.
          </span>
        </div>
      </Card>
      <Card title="On a developer’s machine">
        <p>
          No public address is needed: with an API key that has <code>events:read</code>, events come over an
          outgoing connection, signed by a secret made for that run.
        </p>
        <CodeBlock>{`gatepost listen --url ${url} --forward-to http://localhost:4000/hooks/gatepost
gatepost trigger --url ${url} user.registered`}</CodeBlock>
        <p class="mt-3 mb-0">
          Each type of event has its <a href="/console/event-types">description and examples</a>, and its JSON
          Schema at{' '}
          <code>
            <Breakable address={`${url}/schemas/events/<type>.json`} />
          </code>
          .
        </p>
      </Card>
    </>
  )
}

const RULES: readonly (readonly [rule: string, why: string])[] = [
  [
    'Verify the bytes as they came.',
    'The signature covers <webhook-id>.<webhook-timestamp>.<body>; refuse a time more than five minutes off.',
  ],
  [
    'Remember webhook-id in the transaction that does the work.',
    'It is the same on every retry, resend and replay.',
  ],
  ['Answer 2xx after the commit, within 15 seconds.', 'Anything else is sent again, for days.'],
  [
    'Let the sequence decide about state.',
    'A lower one than you have is late. Of a snapshot, ignore a lower one and apply an equal one.',
  ],
  ['Change no state for an event without a sequence.', 'Strangers can cause those.'],
]
