import type { VNode } from 'preact'
import { BarPlot, Card, formatTime, PlotKey, type Span } from '#gatepost'
import { stopsAnswering } from '../overview/figures-of.ts'
import type { Traffic } from '../overview/read-traffic.ts'
import { barOf, DRAWN, stretchOf, ticksOf } from '../overview/spans.ts'
import { count } from './words.ts'

/** What went out step by step, and what waited meanwhile. */
export function TrafficCard({ traffic, span }: { readonly traffic: Traffic; readonly span: Span }): VNode {
  const { now, from, bars, delivered, failed, waiting, waitingLine } = traffic
  const stretch = stretchOf(span, now)
  const mark = stopsAnswering(traffic)
  const { bar } = DRAWN[span]
  return (
    <Card title={`Deliveries per ${bar}, and what waits`} aside={<PlotKey waiting />}>
      <BarPlot
        label={`Deliveries per ${bar} from ${formatTime(from, 'both')} to ${formatTime(now, 'both')} UTC: ${count(delivered)} delivered, ${count(failed)} attempts failed; ${count(waiting)} wait now`}
        bars={bars}
        waiting={waitingLine}
        ticks={ticksOf(span, stretch)}
        {...(mark ? { mark: { at: barOf(span, stretch, mark.at), text: mark.text } } : {})}
      />
    </Card>
  )
}
