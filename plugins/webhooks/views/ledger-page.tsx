import type { VNode } from 'preact'
import { Card, Empty, Note, PageHead, Pager, State, Table } from '#gatepost'
import type { EndpointLine, Ledger, LedgerLine, StateSums } from '../ledger/ledger.ts'
import { DELIVERIES } from './deliveries-page.tsx'
import { filterHref, NO_FILTER } from './delivery-filter.tsx'
import { endpointHref } from './delivery-table.tsx'
import { LEDGER, WhyForm, type WhyFormProps } from './why-form.tsx'
import { count } from './words.ts'

export interface LedgerPageProps {
  readonly ledger: Omit<Ledger, 'endpoints'>
  /** Those of this page: what does not balance first, then in the order of their making. */
  readonly lines: readonly EndpointLine[]
  /** Begins the page after this one. */
  readonly next: string | null
  readonly first: boolean
  readonly why: WhyFormProps
}

/** What is owed against what became of it, for each webhook. */
export function LedgerPage({ ledger, lines, next, first, why }: LedgerPageProps): VNode {
  const { balanced, position, head, total } = ledger
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Webhooks', href: '/console/webhooks' }, { label: 'Ledger' }]}
        title="Ledger"
        state={
          balanced ? (
            <State tone="ok" icon="check">
              Balanced
            </State>
          ) : (
            <State tone="bad" icon="alert-triangle">
              Not balanced
            </State>
          )
        }
        sub={`Counted up to position ${count(position)} of ${count(head)} in the log`}
      />
      {!balanced && (
        <Note
          tone="bad"
          role="status"
          title={`What is owed and what there is differ by ${count(ledger.difference)}.`}
        >
          That is a fault of Gatepost, not of a receiver. The webhooks it is about stand first.
        </Note>
      )}
      <Card padded={false}>
        {lines.length === 0 ? (
          <Empty icon="webhook" title="No webhook yet">
            Events are being recorded already. The first webhook is owed them from then on.
          </Empty>
        ) : (
          <Table label="Owed and what became of it, by webhook" columns={COLUMNS}>
            {first && <Line name="All webhooks" endpoint="" line={total} />}
            {lines.map((line) => (
              <Line
                key={line.endpoint.id}
                name={line.endpoint.deleted ? `${line.endpoint.name} (deleted)` : line.endpoint.name}
                endpoint={line.endpoint.id}
                deleted={line.endpoint.deleted}
                line={line}
              />
            ))}
          </Table>
        )}
        <Pager
          {...(next === null ? {} : { olderHref: `${LEDGER}?after=${encodeURIComponent(next)}` })}
          {...(first ? {} : { newestHref: LEDGER })}
        />
      </Card>
      <div class="cols2">
        <Card title="Why was an event not sent?">
          <WhyForm {...why} />
        </Card>
        <Card title="How to read it">
          <p>
            Owed is computed from the log and from what each webhook asked for, without a look at a delivery.
            The states are counted from the deliveries. Both sides are equal, or something was lost.
          </p>
          <p class="mb-0 text-secondary">
            Removed are deliveries that ended and are older than they are kept. Set aside is owed for events
            that could not be taken; an operator can hand them in again. From 200,000 deliveries on, a reading
            is shown for some seconds; the position above says up to where it counts.
          </p>
        </Card>
      </div>
    </>
  )
}

const right = (text: string) => ({ text, right: true })
const COLUMNS = [
  'Webhook',
  right('Owed'),
  right('Delivered'),
  right('Pending'),
  right('Held'),
  right('Sending'),
  right('Dead'),
  right('Skipped'),
  right('Removed'),
  right('Set aside'),
  'Balance',
]

interface LineProps {
  readonly name: string
  /** Empty for all. */
  readonly endpoint: string
  readonly deleted?: boolean
  readonly line: LedgerLine
}

function Line({ name, endpoint, deleted = false, line }: LineProps): VNode {
  const { states, owed, difference } = line
  const figure = (state: string, value: number, onPhone?: string) => (
    <td class={onPhone === undefined ? 'r num hide' : 'num all text-md-end'}>
      {value === 0 ? (
        <span class="text-secondary">0</span>
      ) : (
        <a
          href={filterHref(DELIVERIES, { ...NO_FILTER, endpoint, state })}
          aria-label={`${name}: ${count(value)} ${state === '' ? 'owed' : state}`}
        >
          {count(value)}
        </a>
      )}
      {onPhone !== undefined && <span class="d-md-none text-secondary"> {onPhone}</span>}
    </td>
  )
  return (
    <tr>
      <td class="cut-s">
        {endpoint === '' || deleted ? (
          <span class={deleted ? 'text-secondary' : 'fw-medium'}>{name}</span>
        ) : (
          <a href={endpointHref(endpoint)}>{name}</a>
        )}
      </td>
      {figure('', owed, phoneLine(line))}
      {figure('delivered', states.delivered)}
      {figure('pending', states.pending)}
      {figure('held', states.held)}
      {figure('leased', states.leased)}
      {figure('dead', sum(states.dead))}
      {figure('skipped', sum(states.skipped))}
      <td class="r num hide text-secondary">{count(all(line.removed))}</td>
      <td class="r num hide text-secondary">{count(line.setAside)}</td>
      <td class="end">
        {difference === 0 ? (
          <State tone="ok" icon="check">
            Balanced
          </State>
        ) : (
          <State tone="bad" icon="alert-triangle">
            {difference > 0 ? `${count(difference)} missing` : `${count(-difference)} too many`}
          </State>
        )}
      </td>
    </tr>
  )
}

const sum = (reasons: StateSums['dead']): number =>
  Object.values(reasons).reduce((total, one) => total + one, 0)

const all = (sums: StateSums): number =>
  sums.held + sums.pending + sums.leased + sums.delivered + sum(sums.dead) + sum(sums.skipped)

/** The states that there are any of, where the columns have no room. */
function phoneLine({ states, removed, setAside }: LedgerLine): string {
  const parts: readonly (readonly [number, string])[] = [
    [states.delivered, 'delivered'],
    [states.pending + states.held + states.leased, 'open'],
    [sum(states.dead), 'dead'],
    [sum(states.skipped), 'skipped'],
    [all(removed), 'removed'],
    [setAside, 'set aside'],
  ]
  const named = parts.filter(([figure]) => figure > 0).map(([figure, word]) => `${count(figure)} ${word}`)
  return ['owed', ...named].join(' · ')
}
