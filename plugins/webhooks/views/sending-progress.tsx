import type { ComponentChildren, VNode } from 'preact'
import { Card, Figures, formatSpan, Progress } from '#gatepost'
import type { ReplayState as State } from '../replay/replay.ts'
import { ReplayState } from './replay-state.tsx'
import { count } from './words.ts'

/** What replays and backfills have in common: many deliveries, sent on request. */
export interface Sending {
  readonly state: State
  readonly total: number
  readonly open: number
  readonly delivered: number
  readonly dead: number
  readonly left: number
  readonly secondsLeft: number | null
}

export const isMoving = ({ state }: Pick<Sending, 'state'>): boolean =>
  state === 'running' || state === 'stopping'

export interface SendingProgressProps {
  readonly id: string
  readonly sending: Sending
  /** How many are behind it, however they ended. */
  readonly ended: number
  /** What came of it, once it has ended. */
  readonly children?: ComponentChildren
}

/** Figures and a bar that follow what is being sent. */
export function SendingProgress({ id, sending, ended, children }: SendingProgressProps): VNode {
  return (
    <div id={id}>
      {children}
      <Figures
        items={[
          { label: 'To send', value: count(sending.total) },
          { label: 'Delivered', value: count(sending.delivered) },
          { label: 'On their way', value: count(sending.open) },
          {
            label: 'Failed',
            value: count(sending.dead),
            ...(sending.dead > 0 ? { tone: 'warn' as const } : {}),
          },
          { label: 'To come', value: count(sending.left) },
        ]}
      />
      <Card title="Progress" aside={<ReplayState state={sending.state} />}>
        <Progress label="Deliveries that have ended" done={ended} total={sending.total} />
        <p class="text-secondary num mt-2 mb-0">
          {count(ended)} of {count(sending.total)} have ended
          {sending.secondsLeft !== null &&
            isMoving(sending) &&
            `; about ${formatSpan(sending.secondsLeft * 1000)} to go`}
          .
        </p>
      </Card>
    </div>
  )
}
