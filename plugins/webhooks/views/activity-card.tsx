import type { VNode } from 'preact'
import { Card, FlatPlot } from '#gatepost'
import type { TimedActivity } from '../reports.ts'
import { clock, count, duration, share } from './words.ts'

/** How attempts went over the last day. */
export function ActivityCard({
  activity,
  now,
}: {
  readonly activity: TimedActivity
  readonly now: number
}): VNode {
  const { steps, delivered, failed, p95Ms, since } = activity
  if (delivered + failed === 0) {
    return (
      <Card title="Success, last 24 hours">
        <span class="text-secondary">Nothing was sent here in this time.</span>
      </Card>
    )
  }
  const middle = clock(since + (now - since) / 2, now)
  return (
    <Card
      title="Success, last 24 hours"
      aside={
        <span class="num">
          <b class="fw-medium text-body">{share(activity)}</b>
          {p95Ms !== null && ` · p95 ${duration(p95Ms)}`} · {count(delivered)} delivered
          {failed > 0 && ` · ${count(failed)} failed`}
        </span>
      }
    >
      <FlatPlot
        label={`Attempts per half hour over 24 hours: ${count(delivered)} delivered, ${count(failed)} failed`}
        bars={steps}
        ends={[`yesterday, ${clock(since, since).slice(0, 5)}`, middle.replace(/:\d\d$/, ''), 'now']}
      />
    </Card>
  )
}
