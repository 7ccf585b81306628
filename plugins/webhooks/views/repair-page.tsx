import type { VNode } from 'preact'
import { ButtonLink, Card, Figures, Kv, Note, PageHead, PostButton, Table, Time, Why } from '#gatepost'
import type { Difference, RepairView } from '../repair/repair.ts'
import { SENT_KINDS } from '../repair/repair.ts'
import { backfillHref, usersHref } from './backfill-page.tsx'
import { users } from './backfill-words.ts'
import { endpointHref } from './delivery-table.tsx'
import { RepairState } from './repair-state.tsx'
import { KIND_WORDS, toSend } from './repair-words.ts'
import { count } from './words.ts'

export interface RepairPageProps {
  readonly csrfToken: string
  readonly endpoint: { readonly id: string; readonly name: string }
  readonly repair: RepairView
  /** The first few, by id. */
  readonly differences: readonly Difference[]
}

export const repairHref = (endpointId: string, repairId: string): string =>
  `${endpointHref(endpointId)}/repairs/${encodeURIComponent(repairId)}`

/** Where it stands what came of it, and what can be done about it. */
export const REPAIR_OUTCOME = 'repair-outcome'

/** Changes whenever the outcome does while the receiver is asked. */
export const outcomeKey = ({ state, fault }: RepairView): string => `${state} ${fault ?? ''}`

/** One repair: what was found, and a way to send just that. */
export function RepairPage({ csrfToken, endpoint, repair, differences }: RepairPageProps): VNode {
  const href = endpointHref(endpoint.id)
  const here = repairHref(endpoint.id, repair.id)
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: '/console/webhooks' },
          { label: endpoint.name, href },
          { label: 'Users', href: usersHref(endpoint.id) },
          { label: 'Repair' },
        ]}
        title="What the receiver lacks"
        sub="Its users, by id and sequence, beside those that are here"
        actions={
          repair.state === 'fetching' && (
            <a class="btn" href={here} data-live-link>
              See how far it is
            </a>
          )
        }
      />
      <div id={REPAIR_OUTCOME} data-own={outcomeKey(repair)}>
        <Outcome repair={repair} href={here} csrfToken={csrfToken} endpointId={endpoint.id} />
      </div>
      <RepairFound repair={repair} differences={differences} />
    </>
  )
}

/** What changes while the receiver is asked. */
export function RepairFound({ repair, differences }: Pick<RepairPageProps, 'repair' | 'differences'>): VNode {
  return (
    <div id="repair-found">
      <Figures
        items={[
          { label: 'Compared', value: count(repair.compared) },
          ...SENT_KINDS.map((kind) => ({
            label: KIND_WORDS[kind][0],
            value: count(repair.found[kind]),
            ...(repair.found[kind] > 0 ? { tone: 'warn' as const } : {}),
          })),
          { label: 'Left alone', value: count(repair.found.ahead + repair.found.unknown) },
        ]}
      />
      <Card title="Differences" padded={false} aside={<RepairState state={repair.state} />}>
        {differences.length === 0 ? (
          <div class="card-body">
            <Why>None so far.</Why>
          </div>
        ) : (
          <Table
            label="Users about whom the two sides differ, by id"
            columns={[
              'User',
              'What differs',
              { text: 'Sequence here', right: true },
              { text: 'There', right: true },
            ]}
          >
            {differences.map(({ user, kind, ours, theirs }) => (
              <tr key={user}>
                <td>
                  <code>{user}</code>
                </td>
                <td class="all" title={KIND_WORDS[kind][1]}>
                  {KIND_WORDS[kind][0]}
                </td>
                <td class="r num hide">{ours ?? '–'}</td>
                <td class="r num hide">{theirs ?? '–'}</td>
              </tr>
            ))}
          </Table>
        )}
      </Card>
      <Card title="This repair">
        <Kv
          items={[
            ['Id', <code key="id">{repair.id}</code>],
            ['Asked at', repair.url === null ? 'sent by the receiver' : <code>{repair.url}</code>],
            ['Began', <Time key="began" at={repair.createdAt} form="full" />],
            ['Ended', repair.endedAt === null ? null : <Time at={repair.endedAt} form="full" />],
          ]}
        />
      </Card>
    </div>
  )
}

interface OutcomeProps extends Pick<RepairPageProps, 'csrfToken' | 'repair'> {
  readonly href: string
  readonly endpointId: string
}

function Outcome({ repair, href, csrfToken, endpointId }: OutcomeProps): VNode | null {
  const found = toSend(repair)
  if (repair.state === 'fetching')
    return repair.fault === null ? null : (
      <Note tone="warn" icon="alert-triangle" title={repair.fault} role="status">
        It is asked again in a moment.
      </Note>
    )
  if (repair.state === 'failed')
    return (
      <Note
        tone="bad"
        icon="alert-triangle"
        title={repair.fault ?? 'The receiver did not answer.'}
        role="status"
        actions={<ButtonLink href={`${endpointHref(endpointId)}/repairs/new`}>Compare again</ButtonLink>}
      >
        It was asked five times. What was found until then stands below.
      </Note>
    )
  if (repair.state === 'sent')
    return (
      <Note
        tone="ok"
        title="What was found goes out as a backfill."
        role="status"
        actions={
          repair.backfill !== null && (
            <ButtonLink href={backfillHref(endpointId, repair.backfill)}>See the backfill</ButtonLink>
          )
        }
      />
    )
  if (found === 0)
    return repair.state === 'compared' || repair.compared > 0 ? (
      <Note tone="ok" title="The receiver lacks nothing." role="status" />
    ) : null
  return (
    <Note
      tone="warn"
      icon="alert-triangle"
      title={`${users(found)} ${found === 1 ? 'is' : 'are'} not there as they are here.`}
      role="status"
      actions={
        <PostButton kind="primary" icon="send" action={`${href}/send`} csrfToken={csrfToken}>
          Send {users(found)}
        </PostButton>
      }
    >
      Only their states go out, in line with live changes.
    </Note>
  )
}
