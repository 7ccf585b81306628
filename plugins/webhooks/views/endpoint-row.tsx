import type { VNode } from 'preact'
import { Sparkline, Time } from '#gatepost'
import type { Activity } from '../reports.ts'
import type { EndpointView } from '../service.ts'
import { endpointHref } from './delivery-table.tsx'
import { Condition } from './endpoint-condition.tsx'
import { clock, count, share } from './words.ts'

export interface EndpointRow {
  readonly endpoint: EndpointView
  readonly open: number
  /** Since when its oldest open delivery waits. */
  readonly waitingSince: number | undefined
  /** Of the last day. */
  readonly activity: Activity | undefined
  /** How many types of event it gets. */
  readonly types: number
}

/** The element of a webhook in the list. */
export const rowId = ({ id }: Pick<EndpointView, 'id'>): string => `row-${id}`

/** One webhook of the list. */
export function EndpointRowView({ row, now }: { readonly row: EndpointRow; readonly now: number }): VNode {
  const { endpoint, open, waitingSince, activity } = row
  const href = endpointHref(endpoint.id)
  const types = row.types === 1 ? '1 type' : `${row.types} types`
  const success = share(activity)
  const attempts = (activity?.delivered ?? 0) + (activity?.failed ?? 0)
  const of = attempts === 0 ? '' : ` of ${count(attempts)}`
  const since = waitingSince === undefined ? '' : clock(waitingSince, now)
  const line = [
    types,
    success === '–' ? '' : `${success}${of} succeeded`,
    open === 0 ? '' : `${count(open)} waiting since ${since}`,
  ]
  return (
    <tr id={rowId(endpoint)}>
      <td class="cut">
        <a class="fw-medium" href={href}>
          {endpoint.name}
        </a>
      </td>
      <td class="all cut-s text-secondary">
        <code title={endpoint.url}>{hostOf(endpoint.url)}</code>
        <span class="only-phone ms-0 num">{line.filter((part) => part !== '').join(' · ')}</span>
      </td>
      <td class="end">
        <Condition endpoint={endpoint} now={now} />
      </td>
      <td class="r num hide" title={endpoint.events.join(', ')}>
        {types}
      </td>
      <td class="hide">
        {activity !== undefined && (
          <Sparkline
            label={`24 hours: ${count(activity.delivered)} delivered, ${count(activity.failed)} failed`}
            bars={activity.steps}
          />
        )}
      </td>
      <td class="r num hide">
        {success}
        <span class="text-secondary">{of}</span>
      </td>
      <td class="r num hide">{open === 0 ? '–' : <a href={`${href}?state=open`}>{count(open)}</a>}</td>
      <td class="r num text-secondary hide">
        {waitingSince === undefined ? (
          '–'
        ) : (
          <Time at={waitingSince} form={since.length > 8 ? 'both' : 'clock'} />
        )}
      </td>
    </tr>
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
