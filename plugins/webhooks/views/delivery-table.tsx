import type { VNode } from 'preact'
import { ButtonLink, DeliveryState, Empty, type Errors, FormLink, Pager, Table, Time } from '#gatepost'
import type { RowContext } from '../reports.ts'
import type { DeliveryView } from '../service.ts'
import { filterHref, filterWords, type ShownFilter } from './delivery-filter.tsx'
import { answer, clock, stateDetail } from './words.ts'

export const deliveryHref = (id: string): string => `/console/deliveries/${encodeURIComponent(id)}`
export const endpointHref = (id: string): string => `/console/webhooks/${encodeURIComponent(id)}`

/** What a table of deliveries shows. */
export interface DeliveryList {
  readonly rows: readonly DeliveryView[]
  readonly contexts: ReadonlyMap<string, RowContext>
  readonly next: string | null
  readonly filter: ShownFilter
  /** Set where the search can find nothing as it was typed. */
  readonly hint?: string | undefined
  /** What is wrong with fields of the filter. */
  readonly errors: Errors
  /** The form that sends again what this finds, filled in; undefined where no replay asks for the same. */
  readonly againHref?: string | undefined
}

export const NO_CONTEXT: RowContext = { user: null, ahead: 0, failing: false }

export interface DeliveryTableProps {
  readonly list: DeliveryList
  readonly path: string
  readonly now: number
  /** Names the webhook of each row. */
  readonly webhooks: boolean
  /** What stands here before there is any. */
  readonly empty: string
}

/** Deliveries, newest event first, or the words for none. */
export function DeliveryTable({ list, path, now, webhooks, empty }: DeliveryTableProps): VNode {
  const { rows, filter, next } = list
  const filtered = filterWords(filter) !== '' || (webhooks && filter.endpoint !== '')
  if (rows.length === 0 && next !== null) {
    return (
      <Empty
        icon="search"
        title="None among the newest deliveries"
        action={<ButtonLink href={filterHref(path, filter, { cursor: next })}>Look further back</ButtonLink>}
      >
        {filterWords(filter)}: older deliveries were not looked through yet.
      </Empty>
    )
  }
  if (rows.length === 0) {
    return (
      <Empty
        icon="send"
        title={
          filtered
            ? 'No delivery fits the filter'
            : filter.cursor === ''
              ? 'No delivery yet'
              : 'No older delivery'
        }
        action={
          filtered || filter.cursor !== '' ? (
            <ButtonLink href={path}>{filtered ? 'Clear the filter' : 'Newest'}</ButtonLink>
          ) : undefined
        }
      >
        {list.hint ?? (filtered ? filterWords(filter) : empty)}
      </Empty>
    )
  }
  const user = { text: 'User' }
  return (
    <>
      <Table
        label="Deliveries"
        columns={[
          'Time',
          'Event',
          user,
          ...(webhooks ? ['Webhook'] : []),
          'State',
          { text: 'Answer', right: true },
        ]}
      >
        {rows.map((row) => (
          <DeliveryRow
            key={row.id}
            row={row}
            context={list.contexts.get(row.id) ?? NO_CONTEXT}
            now={now}
            webhooks={webhooks}
          />
        ))}
      </Table>
      {list.againHref !== undefined && (
        <div class="px-3 py-2 border-top">
          <FormLink href={list.againHref}>Send again what this finds</FormLink>
        </div>
      )}
      <Pager
        shown={`${rows.length} shown, newest first, times in UTC`}
        {...(next === null ? {} : { olderHref: filterHref(path, filter, { cursor: next }) })}
        {...(filter.cursor === '' ? {} : { newestHref: filterHref(path, filter) })}
      />
    </>
  )
}

interface RowProps {
  readonly row: DeliveryView
  readonly context: RowContext
  readonly now: number
  readonly webhooks: boolean
}

function DeliveryRow({ row, context, now, webhooks }: RowProps): VNode {
  const time = clock(row.event.at, now)
  const came = answer(row)
  const detail = stateDetail(row, context, now)
  const line = [webhooks ? row.endpoint.name : '', time, came === '–' ? '' : came]
  return (
    <tr>
      <td class="num text-secondary hide">
        <Time at={row.event.at} form={time.length > 8 ? 'both' : 'clock'} />
      </td>
      <td>
        <a href={deliveryHref(row.id)}>
          <code>{row.event.type}</code>
        </a>
        {row.variant !== '' && <code class="text-secondary variant"> {row.variant}</code>}
      </td>
      <td class="all cut-s">
        {context.user?.name ?? '–'}
        <span class="only-phone ms-0 text-secondary num">
          {line.filter((part) => part !== '').join(' · ')}
        </span>
      </td>
      {webhooks && (
        <td class="hide cut-s">
          {row.endpoint.deleted ? (
            <span class="text-secondary">{row.endpoint.name} (deleted)</span>
          ) : (
            <a href={endpointHref(row.endpoint.id)}>{row.endpoint.name}</a>
          )}
        </td>
      )}
      <td class="end">
        <DeliveryState state={row.state} {...(detail === undefined ? {} : { detail })} />
      </td>
      <td class="r num text-secondary hide cut-s">{came}</td>
    </tr>
  )
}
