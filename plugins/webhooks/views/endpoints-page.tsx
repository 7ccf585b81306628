import type { VNode } from 'preact'
import { ButtonLink, Card, Empty, PageHead, Pager, Segmented, Table } from '#gatepost'
import type { EndpointCondition } from '../service.ts'
import { type EndpointRow, EndpointRowView } from './endpoint-row.tsx'
import { RECEIVING } from './receiving-page.tsx'

export interface EndpointsPageProps {
  readonly rows: readonly EndpointRow[]
  readonly next: string | null
  readonly first: boolean
  /** What the list is narrowed to. */
  readonly condition: EndpointCondition | undefined
  readonly now: number
}

export const WEBHOOKS = '/console/webhooks'

const NARROWED = [
  [undefined, 'All'],
  ['failing', 'Failing'],
  ['disabled', 'Off'],
] as const

function listHref(condition: EndpointCondition | undefined, cursor?: string): string {
  const query = new URLSearchParams({
    ...(condition === undefined ? {} : { state: condition }),
    ...(cursor === undefined ? {} : { cursor }),
  }).toString()
  return query === '' ? WEBHOOKS : `${WEBHOOKS}?${query}`
}

/** Webhooks in the order of their making. */
export function EndpointsPage({ rows, next, first, condition, now }: EndpointsPageProps): VNode {
  const create = (
    <ButtonLink kind="primary" icon="plus" href={`${WEBHOOKS}/new`}>
      New webhook
    </ButtonLink>
  )
  const actions = (
    <>
      <ButtonLink icon="book" href={RECEIVING}>
        Receiving
      </ButtonLink>
      {create}
    </>
  )
  const head = (actions?: VNode) => (
    <PageHead title="Webhooks" sub="Where events go, and how they fare" actions={actions} />
  )
  if (rows.length === 0 && condition === undefined) {
    return (
      <>
        {head()}
        <Card>
          <Empty icon="webhook" title="No webhook yet" action={create}>
            Events are being recorded already. A new webhook starts with the next one.
          </Empty>
        </Card>
      </>
    )
  }
  return (
    <>
      {head(actions)}
      <Card padded={false}>
        <div class="gp-filter">
          <Segmented
            label="State"
            items={NARROWED.map(([value, label]) => ({
              label,
              href: listHref(value),
              active: value === condition,
            }))}
          />
        </div>
        {rows.length === 0 ? (
          <Empty
            icon="check"
            title={condition === 'failing' ? 'No webhook fails' : 'No webhook is off'}
            action={<ButtonLink href={WEBHOOKS}>See all</ButtonLink>}
          />
        ) : (
          <Table
            label="Webhooks"
            columns={[
              'Webhook',
              'Address',
              'State',
              { text: 'Events', right: true },
              '24 hours',
              { text: 'Success', right: true },
              { text: 'Waiting', right: true },
              { text: 'Since', right: true },
            ]}
          >
            {rows.map((row) => (
              <EndpointRowView key={row.endpoint.id} row={row} now={now} />
            ))}
          </Table>
        )}
        <Pager
          {...(next === null ? {} : { olderHref: listHref(condition, next) })}
          {...(first ? {} : { newestHref: listHref(condition) })}
        />
      </Card>
    </>
  )
}
