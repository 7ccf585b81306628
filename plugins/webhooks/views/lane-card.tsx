import type { VNode } from 'preact'
import { Card, DeliveryState, Time, Why } from '#gatepost'
import type { LaneNeighbour, LanePlace, RowContext } from '../reports.ts'
import type { DeliveryView } from '../service.ts'
import { deliveryHref } from './delivery-table.tsx'
import { clock, count } from './words.ts'

export interface LaneCardProps {
  readonly lane: LanePlace
  readonly delivery: DeliveryView
  readonly context: RowContext
  readonly ordered: boolean
  readonly now: number
}

/** Who goes before and who waits behind; nothing for what has ended. */
export function LaneCard({ lane, delivery, context, ordered, now }: LaneCardProps): VNode | null {
  const open = delivery.state === 'held' || delivery.state === 'pending' || delivery.state === 'leased'
  if (!open || delivery.event.sequence === null) return null
  const whose = context.user?.name ?? 'this user'
  if (!ordered) {
    return (
      <Card title="Order">
        <Why>This webhook keeps no order: nothing waits for this one.</Why>
      </Card>
    )
  }
  return (
    <>
      {lane.aheadCount > 0 && (
        <Card title="Going first" {...asideOf(lane.aheadCount, lane.ahead.length)}>
          <Neighbours rows={lane.ahead} now={now} />
          <Why title="Why held?">
            This webhook keeps {whose}’s events in order. Other people’s events flow on.
          </Why>
        </Card>
      )}
      <Card title="Waiting behind it" {...asideOf(lane.behindCount, lane.behind.length)}>
        <Neighbours rows={lane.behind} now={now} />
        <Why {...(lane.behindCount > 0 ? { title: 'Why held?' } : {})}>
          {lane.behindCount > 0
            ? `This webhook keeps ${whose}’s events in order. Other people’s events flow on.`
            : 'Nothing waits for this one.'}
        </Why>
      </Card>
    </>
  )
}

const asideOf = (all: number, shown: number): { aside?: string } =>
  all > shown ? { aside: `${shown} of ${all >= 1000 ? '1,000 or more' : count(all)}` } : {}

function Neighbours({ rows, now }: { readonly rows: readonly LaneNeighbour[]; readonly now: number }): VNode {
  return (
    <>
      {rows.map((row) => (
        <div key={row.id} class="mb-2">
          <a href={deliveryHref(row.id)}>
            <code>{row.type}</code>
          </a>
          <div class="d-flex align-items-center gap-2">
            <DeliveryState state={row.state} />
            <span class="ms-auto text-secondary num">
              <Time at={row.at} form={clock(row.at, now).length > 8 ? 'both' : 'clock'} />
            </span>
          </div>
        </div>
      ))}
    </>
  )
}
