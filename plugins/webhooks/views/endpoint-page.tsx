import type { VNode } from 'preact'
import { ButtonLink, Card, Confirm, PageHead, PostButton, SecretOnce } from '#gatepost'
import type { ReplayView } from '../replay/replay.ts'
import type { TimedActivity } from '../reports.ts'
import type { EndpointView, SecretView } from '../service.ts'
import { ActivityCard } from './activity-card.tsx'
import { usersHref } from './backfill-page.tsx'
import { debugHref } from './debug-form.tsx'
import { DeliveryFilterBar } from './delivery-filter.tsx'
import { type DeliveryList, DeliveryTable, endpointHref } from './delivery-table.tsx'
import { Condition } from './endpoint-condition.tsx'
import { Plight } from './endpoint-plight.tsx'
import { EventsCard } from './events-card.tsx'
import { NewDeliveries } from './new-deliveries.tsx'
import { SecretsCard } from './secrets-card.tsx'
import { SendAgainCard } from './send-again-card.tsx'
import { SettingsCard } from './settings-card.tsx'
import { whyHref } from './why-form.tsx'
import { waiting } from './words.ts'

/** What a secret was made or asked for by. */
export type Occasion = 'created' | 'rotated' | 'revealed'
export interface ShownOnce {
  readonly occasion: Occasion
  readonly secret: string
}

export interface EndpointPageProps {
  readonly csrfToken: string
  readonly now: number
  readonly endpoint: EndpointView
  readonly secrets: readonly SecretView[]
  readonly activity: TimedActivity
  readonly counts: { readonly open: number; readonly dead: number }
  /** Skipped while it was off. */
  readonly missed: number
  /** The newest few. */
  readonly replays: readonly ReplayView[]
  readonly list: DeliveryList
  /** Every type of event that there is, for the filter. */
  readonly types: readonly string[]
  /** How many of them this webhook gets. */
  readonly gets: number
  /** The secret, on the one page that shows it. */
  readonly shown: ShownOnce | undefined
}

/** One webhook: how it fares, what went to it, and what can be done. */
export function EndpointPage(props: EndpointPageProps): VNode {
  const { endpoint, csrfToken, now, counts, list } = props
  const href = endpointHref(endpoint.id)
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Webhooks', href: '/console/webhooks' }, { label: endpoint.name }]}
        title={endpoint.name}
        state={
          <span id="webhook-state">
            <Condition endpoint={endpoint} now={now} />
          </span>
        }
        sub={<code>{endpoint.url}</code>}
        actions={
          <>
            {endpoint.enabled && (
              <PostButton action={`${href}/test`} csrfToken={csrfToken} icon="send">
                Send a test
              </PostButton>
            )}
            {endpoint.enabled && (
              <ButtonLink href={`${href}/replay/new`} icon="refresh">
                Send again
              </ButtonLink>
            )}
            <ButtonLink href={debugHref(endpoint.id)} icon="bug">
              Debug
            </ButtonLink>
            <ButtonLink href={`${href}/edit`} icon="pencil">
              Edit
            </ButtonLink>
          </>
        }
      />
      {props.shown !== undefined && <Shown {...props.shown} />}
      <Plight {...props} href={href} />
      <div class="cols-main">
        <div>
          <div id="webhook-activity">
            <ActivityCard activity={props.activity} health={endpoint.health} now={now} />
          </div>
          <Card title="Deliveries" aside={<NewDeliveries found={0} href={href} />} padded={false}>
            <DeliveryFilterBar
              path={href}
              filter={list.filter}
              errors={list.errors}
              types={props.types}
              counts={counts}
            />
            <DeliveryTable
              list={list}
              path={href}
              now={now}
              webhooks={false}
              empty="The next event that this webhook asks for is the first. A test can go out now."
            />
          </Card>
        </div>
        <aside aria-label="About this webhook">
          <SendAgainCard
            href={href}
            endpointId={endpoint.id}
            enabled={endpoint.enabled}
            dead={counts.dead}
            missed={props.missed}
            replays={props.replays}
          />
          <SecretsCard href={href} csrfToken={csrfToken} secrets={props.secrets} jwksUrl={endpoint.jwksUrl} />
          <EventsCard endpoint={endpoint} gets={props.gets} />
          <SettingsCard endpoint={endpoint} href={href} />
          <Card title="Users at the receiver">
            <a href={usersHref(endpoint.id)}>Send those who are here already</a>
          </Card>
          <Card title="Not sent?">
            <a href={whyHref({ endpoint: endpoint.id })}>Why was an event not sent?</a>
          </Card>
          <div class="d-grid gap-2">
            {endpoint.enabled && (
              <Confirm
                kind="link"
                action={`${href}/disable`}
                csrfToken={csrfToken}
                label="Disable this webhook"
                confirmLabel={`Disable ${endpoint.name}`}
              >
                Nothing is sent while it is off. What waits stays; events that come meanwhile are recorded as
                skipped.
              </Confirm>
            )}
            <Confirm
              kind="link"
              action={`${href}/delete`}
              csrfToken={csrfToken}
              label="Delete this webhook"
              confirmLabel={`Delete ${endpoint.name}`}
            >
              {counts.open === 0 ? 'Nothing waits here.' : `${waiting(counts.open)}; they end as skipped.`} No
              event is owed to it any more. What was sent stays in the list of deliveries.
            </Confirm>
          </div>
        </aside>
      </div>
    </>
  )
}

const SHOWN = {
  created: [
    'Webhook created. Copy its secret now.',
    'We show it once; seeing it again takes your password, and is recorded.',
  ],
  rotated: [
    'New secret made. Copy it now.',
    'It signs from the next attempt on. Give it to the receiver before the old one ends.',
  ],
  revealed: ['This is the secret that signs.', 'That it was shown is recorded as an event.'],
} as const

function Shown({ occasion, secret }: ShownOnce): VNode {
  const [title, words] = SHOWN[occasion]
  return (
    <SecretOnce title={title} secret={secret}>
      {words}
    </SecretOnce>
  )
}
