import { type Figure, formatSpan, formatTime, type Span } from '#gatepost'
import { MOST_COUNTED } from '../repositories/figures.ts'
import { deliveryHref } from '../views/delivery-table.tsx'
import { clock, count, duration, share } from '../views/words.ts'
import type { Traffic } from './read-traffic.ts'
import { DRAWN, stretchOf } from './spans.ts'

const SPAN_WORDS: Readonly<Record<Span, string>> = { hour: 'last hour', day: '24 hours', week: '7 days' }

/** The figures of the overview, each with the list behind it. */
export function figuresOf(traffic: Traffic, span: Span): Figure[] {
  const { now, delivered, failed, p50Ms, p95Ms, waiting, oldest, inNeed } = traffic
  const { step, bars, each } = { ...DRAWN[span], step: stretchOf(span, now).step }
  const minutes = (bars * each * step) / 60_000
  const from = `from=${new Date(traffic.from).toISOString().slice(0, 16)}`
  const [rate, percent] = share({ delivered, failed }).split(' ')
  const answer = p95Ms === null ? ['–'] : duration(p95Ms).split(' ')
  const age = oldest === undefined ? ['–'] : formatSpan(now - oldest.at).split(' ')
  const delayed = oldest !== undefined && now - oldest.at > 60_000
  const failing = inNeed.filter(({ enabled }) => enabled).length
  return [
    {
      label: 'Delivered per minute',
      value: perMinute(delivered / minutes),
      detail: `${SPAN_WORDS[span]} ${count(delivered)}`,
      href: `/console/deliveries?state=delivered&${from}`,
    },
    {
      label: 'Success rate',
      value: rate ?? '–',
      ...(percent === undefined ? {} : { unit: percent }),
      detail: failed === 0 ? 'none failed' : `${count(failed)} of ${count(delivered + failed)} failed`,
      href: `/console/deliveries?answer=failed&${from}`,
    },
    {
      label: 'Answer time, p95',
      value: answer[0] ?? '–',
      ...(answer[1] === undefined ? {} : { unit: answer[1] }),
      detail: p50Ms === null ? 'no answer yet' : `median ${duration(p50Ms)}`,
      // The slowest twentieth; before any answer, what went out.
      href: `/console/deliveries?${p95Ms === null ? '' : `answer=%3E${p95Ms}&`}${from}`,
    },
    {
      label: 'Waiting',
      value: `${count(waiting)}${waiting >= MOST_COUNTED ? '+' : ''}`,
      detail: waiting === 0 ? 'all is delivered' : 'none is lost',
      href: '/console/deliveries?state=open',
      ...(delayed ? { tone: 'warn' } : {}),
    },
    {
      label: 'Oldest waiting',
      value: age[0] ?? '–',
      ...(age[1] === undefined ? {} : { unit: age[1] }),
      detail: oldest === undefined ? 'nothing waits' : `since ${clock(oldest.at, now)}`,
      href: oldest === undefined ? '/console/deliveries?state=open' : deliveryHref(oldest.id),
      ...(delayed ? { tone: 'warn' } : {}),
    },
    {
      label: 'Failing webhooks',
      value: count(failing),
      detail:
        inNeed.length === failing
          ? 'none was switched off'
          : `${count(inNeed.length - failing)} switched off`,
      href: '/console/webhooks?state=failing',
      ...(inNeed.length > 0 ? { tone: 'warn' } : {}),
    },
  ]
}

function perMinute(value: number): string {
  if (value > 0 && value < 0.01) return '< 0.01'
  return value === 0 || value >= 10 ? count(Math.round(value)) : value.toFixed(value >= 1 ? 1 : 2)
}

/** When a failing webhook stopped answering, for a mark in the plot: `09:34 HR sync stops answering`. */
export function stopsAnswering({
  inNeed,
  from,
}: Traffic): { readonly at: number; readonly text: string } | undefined {
  const [first] = inNeed
    .flatMap(({ name, enabled, failingSince }) =>
      enabled && failingSince !== null && failingSince >= from ? [{ name, at: failingSince }] : [],
    )
    .sort((a, b) => a.at - b.at)
  return (
    first && { at: first.at, text: `${formatTime(first.at, 'minute')} ${cut(first.name)} begins to fail` }
  )
}

/** Names are long at times, and a picture does not wrap. */
const cut = (name: string): string => (name.length > 30 ? `${name.slice(0, 29)}…` : name)
