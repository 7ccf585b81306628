import type { VNode } from 'preact'
import { ButtonLink, Card, Empty, FilterBar, PageHead, Pager, Segmented, Table } from '#gatepost'
import type { EndpointCondition } from '../service.ts'
import { type EndpointRow, EndpointRowView } from './endpoint-row.tsx'
import { RECEIVING } from './receiving-page.tsx'

/** What the list is narrowed to. */
export interface EndpointsFilter {
  readonly condition: EndpointCondition | undefined
  /** A part of a name or a URL, or an id. */
  readonly search: string
}

export interface EndpointsPageProps {
  readonly rows: readonly EndpointRow[]
  readonly next: string | null
  readonly first: boolean
  readonly filter: EndpointsFilter
  readonly now: number
}

export const WEBHOOKS = '/console/webhooks'

const NARROWED = [
  [undefined, 'All'],
  ['failing', 'Failing'],
  ['disabled', 'Off'],
] as const

function listHref({ condition, search }: EndpointsFilter, cursor?: string): string {
  const query = new URLSearchParams({
    ...(condition === undefined ? {} : { state: condition }),
    ...(search === '' ? {} : { q: search }),
    ...(cursor === undefined ? {} : { cursor }),
  }).toString()
  return query === '' ? WEBHOOKS : `${WEBHOOKS}?${query}`
}

/** Why the list is empty. */
function noneFits({ condition, search }: EndpointsFilter): string {
  if (search !== '') return 'No webhook fits the search'
  return condition === 'failing' ? 'No webhook fails' : 'No webhook is off'
}

/** Webhooks in the order of their making. */
export function EndpointsPage({ rows, next, first, filter, now }: EndpointsPageProps): VNode {
  const { condition, search } = filter
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
  if (rows.length === 0 && condition === undefined && search === '') {
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
        <FilterBar
          action={WEBHOOKS}
          keep={condition === undefined ? {} : { state: condition }}
          segments={
            <Segmented
              label="State"
              items={NARROWED.map(([value, label]) => ({
                label,
                href: listHref({ condition: value, search }),
                active: value === condition,
              }))}
            />
          }
        >
          <input
            class="form-control flex-fill"
            name="q"
            value={search}
            placeholder="Part of a name or a URL"
            aria-label="Search webhooks"
            autocomplete="off"
            spellcheck={false}
          />
        </FilterBar>
        {rows.length === 0 ? (
          <Empty
            icon={search === '' ? 'check' : 'search'}
            title={noneFits(filter)}
            action={<ButtonLink href={WEBHOOKS}>See all</ButtonLink>}
          >
            {search === '' ? undefined : [condition, `“${search}”`].filter(Boolean).join(', ')}
          </Empty>
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
          {...(next === null ? {} : { olderHref: listHref(filter, next) })}
          {...(first ? {} : { newestHref: listHref(filter) })}
        />
      </Card>
    </>
  )
}
