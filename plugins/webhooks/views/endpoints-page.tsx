import type { VNode } from 'preact'
import { ButtonLink, Card, Empty, PageHead, Pager, Table, Time } from '#gatepost'
import type { EndpointView } from '../service.ts'
import { endpointHref } from './delivery-table.tsx'
import { Condition } from './endpoint-condition.tsx'
import { clock, count } from './words.ts'

export interface EndpointRow {
  readonly endpoint: EndpointView
  readonly open: number
  /** Since when its oldest open delivery waits. */
  readonly waitingSince: number | undefined
  /** Of the last day. */
  readonly attempts: { readonly delivered: number; readonly failed: number } | undefined
  /** How many types of event it gets. */
  readonly types: number
}

export interface EndpointsPageProps {
  readonly rows: readonly EndpointRow[]
  readonly next: string | null
  readonly first: boolean
  readonly now: number
}

/** Webhooks in the order of their making. */
export function EndpointsPage({ rows, next, first, now }: EndpointsPageProps): VNode {
  const create = (
    <ButtonLink kind="primary" icon="plus" href="/console/webhooks/new">
      New webhook
    </ButtonLink>
  )
  if (rows.length === 0) {
    return (
      <>
        <PageHead title="Webhooks" sub="Where events go, and how they fare" />
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
      <PageHead title="Webhooks" sub="Where events go, and how they fare" actions={create} />
      <Card padded={false}>
        <Table
          label="Webhooks"
          columns={[
            'Webhook',
            'Address',
            'State',
            { text: 'Events', right: true },
            { text: 'Success, 24 h', right: true },
            { text: 'Waiting', right: true },
            { text: 'Since', right: true },
          ]}
        >
          {rows.map((row) => (
            <Row key={row.endpoint.id} row={row} now={now} />
          ))}
        </Table>
        <Pager
          {...(next === null ? {} : { olderHref: `/console/webhooks?cursor=${encodeURIComponent(next)}` })}
          {...(first ? {} : { newestHref: '/console/webhooks' })}
        />
      </Card>
    </>
  )
}

function Row({ row, now }: { readonly row: EndpointRow; readonly now: number }): VNode {
  const { endpoint, open, waitingSince } = row
  const href = endpointHref(endpoint.id)
  const types = row.types === 1 ? '1 type' : `${row.types} types`
  const success = share(row.attempts)
  const since = waitingSince === undefined ? '' : clock(waitingSince, now)
  const line = [
    types,
    success === '–' ? '' : `${success} success`,
    open === 0 ? '' : `${count(open)} waiting since ${since}`,
  ]
  return (
    <tr>
      <td class="cut">
        <a class="fw-medium" href={href}>
          {endpoint.name}
        </a>
      </td>
      <td class="all cut text-secondary">
        <code title={endpoint.url}>{hostOf(endpoint.url)}</code>
        <span class="only-phone ms-0 num">{line.filter((part) => part !== '').join(' · ')}</span>
      </td>
      <td class="end">
        <Condition endpoint={endpoint} now={now} />
      </td>
      <td class="r num hide" title={endpoint.events.join(', ')}>
        {types}
      </td>
      <td class="r num hide">{success}</td>
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

/** `99.7 %`; never rounded up to 100. */
export function share(attempts: { readonly delivered: number; readonly failed: number } | undefined): string {
  const all = (attempts?.delivered ?? 0) + (attempts?.failed ?? 0)
  if (attempts === undefined || all === 0) return '–'
  const percent = Math.floor((attempts.delivered / all) * 1000) / 10
  return `${percent === 100 ? '100' : percent.toFixed(1)} %`
}
