import type { VNode } from 'preact'
import { Card, FlatPlot, Time } from '#gatepost'
import type { TimedActivity } from '../reports.ts'
import type { EndpointHealth } from '../service.ts'
import { clock, count, duration, share } from './words.ts'

export interface ActivityCardProps {
  readonly activity: TimedActivity
  readonly health: Pick<EndpointHealth, 'lastSuccessAt' | 'lastFailureAt'>
  readonly now: number
}

/** How attempts went over the last day, and when one last succeeded and failed. */
export function ActivityCard({ activity, health, now }: ActivityCardProps): VNode {
  const { steps, delivered, failed, p95Ms, since } = activity
  if (delivered + failed === 0) {
    return (
      <Card title="Success, last 24 hours">
        <span class="text-secondary">Nothing was sent here in this time.</span>
        <Last health={health} now={now} />
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
      <Last health={health} now={now} />
    </Card>
  )
}

/** The newest of each kind, however long ago; nothing where nothing was sent ever. */
function Last({ health, now }: Pick<ActivityCardProps, 'health' | 'now'>): VNode | null {
  const { lastSuccessAt, lastFailureAt } = health
  if (lastSuccessAt === null && lastFailureAt === null) return null
  const at = (time: number | null) =>
    time === null ? 'none yet' : <Time at={time} form={clock(time, now).length > 8 ? 'both' : 'clock'} />
  return (
    <div class="text-secondary num mt-2">
      Last success {at(lastSuccessAt)} · last failure {at(lastFailureAt)}
    </div>
  )
}
