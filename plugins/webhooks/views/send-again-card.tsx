import type { VNode } from 'preact'
import { Card, FormLink, Time } from '#gatepost'
import type { ReplayView } from '../replay/replay.ts'
import { MOST_MISSED } from '../reports.ts'
import { replayHref } from './replay-page.tsx'
import { ReplayState } from './replay-state.tsx'
import { endedOf } from './replay-words.ts'
import { count } from './words.ts'

export interface SendAgainCardProps {
  readonly href: string
  readonly endpointId: string
  readonly enabled: boolean
  readonly dead: number
  /** Skipped while the webhook was off; counted to `MOST_MISSED`. */
  readonly missed: number
  /** Newest first. */
  readonly replays: readonly ReplayView[]
}

/** What could be sent once more, and what was. Nothing where there is neither. */
export function SendAgainCard(props: SendAgainCardProps): VNode | null {
  const { dead, missed, replays, endpointId } = props
  if (dead + missed === 0 && replays.length === 0) return null
  return (
    <Card title="Send again">
      {dead + missed > 0 && (
        <ul class="list-unstyled mb-2">
          {dead > 0 && <Offer {...props} which="failed" words={`${count(dead)} failed`} />}
          {missed > 0 && (
            <Offer
              {...props}
              which="missed"
              words={`${missed > MOST_MISSED ? `over ${count(MOST_MISSED)}` : count(missed)} missed while off`}
            />
          )}
        </ul>
      )}
      {replays.map((replay) => (
        <div key={replay.id} class="mb-2">
          <a href={replayHref(endpointId, replay.id)}>
            {count(endedOf(replay))} of {count(replay.total)}
          </a>
          <div class="d-flex align-items-center gap-2">
            <ReplayState state={replay.state} />
            <span class="ms-auto text-secondary num">
              <Time at={replay.createdAt} />
            </span>
          </div>
        </div>
      ))}
    </Card>
  )
}

interface OfferProps extends SendAgainCardProps {
  readonly which: 'failed' | 'missed'
  readonly words: string
}

function Offer({ href, enabled, which, words }: OfferProps): VNode {
  return (
    <li class="d-flex gap-2">
      <span class="num">{words}</span>
      {enabled && (
        <span class="ms-auto">
          <FormLink href={`${href}/replay/new?which=${which}&preview=1`}>Send again</FormLink>
        </span>
      )}
    </li>
  )
}
