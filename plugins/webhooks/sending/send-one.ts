import { hash } from 'node:crypto'
import { type Clock, faultPoint, type Log, type LoggedEvent } from '#gatepost'
import type { Observation } from '../delivery/breaker.ts'
import { LEASE_SLACK_MS } from '../delivery/claim.ts'
import type { Claimed } from '../delivery/delivery.ts'
import type { Result } from '../delivery/record.ts'
import { parseRetryAfter, verdictOf } from '../delivery/schedule.ts'
import type { Answer } from '../delivery/settle.ts'
import type { EndpointCache, ReadyEndpoint } from '../endpoint/endpoint-cache.ts'
import { messageId, type Rendered, render, type Sender } from '../formats/index.ts'
import type { Agents } from './guarded-agent.ts'
import { keptTry } from './kept-try.ts'
import { requestHeaders } from './request-headers.ts'
import { type Outcome, send } from './send.ts'
import { liveSecrets } from './sign.ts'

/** Kept of a lease for recording its outcome; a worker that is later than this hands back instead of sending. */
const RECORD_MS = 1000

/** What an endpoint with unreadable secrets is owed waits; soon its breaker opens and lets one through at a time. */
const UNREADABLE_PAUSE_MS = 30_000

/** Makes the requests of one lease. `claimedAt` is on the monotonic clock; `cut` ends them at once. */
export type SendOne = (
  claimed: Claimed,
  event: LoggedEvent | undefined,
  claimedAt: number,
  cut: AbortSignal,
) => Promise<Result>

export interface SendOneParts {
  readonly clock: Clock
  readonly log: Log
  readonly endpoints: EndpointCache
  readonly agents: Agents
  readonly sender: Sender
}

export function createSendOne(parts: SendOneParts): SendOne {
  return async (claimed, event, claimedAt, cut) => {
    const ready = parts.endpoints.get(claimed.endpoint)
    const nothing = (answer: Answer): Result => ({
      claimed,
      answer,
      attempts: [],
      observation: undefined,
      maxInFlight: ready?.endpoint.maxInFlight ?? 0,
      delays: ready?.endpoint.retry.delays ?? [],
    })
    if (!ready || ready.endpoint.deletedAt !== null)
      return nothing({ kind: 'skipped', reason: 'endpoint_deleted' })
    // Retention removes no event with an open delivery; a resent one may be older.
    if (!event) return nothing({ kind: 'skipped', reason: 'erased' })
    if (ready.unreadable) {
      const error = 'headers or secrets are sealed under another master key; nothing can be sent'
      parts.log.error({ endpoint: ready.endpoint.id }, error)
      const lane = laneName(claimed)
      const failed = {
        kind: 'failed',
        lane,
        host: ready.host,
        unanswered: false,
        status: null,
        retryAfterMs: 0,
      } as const
      return {
        ...nothing({ kind: 'handed_back', afterMs: UNREADABLE_PAUSE_MS }),
        observation: { ...failed, probe: claimed.probe },
      }
    }
    const message = tryRender(parts, ready, claimed, event)
    if ('skip' in message) return nothing({ kind: 'skipped', reason: message.skip })
    const late = performance.now() - claimedAt > LEASE_SLACK_MS - RECORD_MS
    if (late || cut.aborted) return nothing({ kind: 'handed_back', afterMs: 0 })

    const { endpoint } = ready
    const id = messageId(event.id, claimed.variant)
    faultPoint('before-send')
    const outcome = await send({
      url: endpoint.url,
      body: message.body,
      headersFor: (now) => requestHeaders(endpoint, message, id, liveSecrets(ready.secrets, now), now),
      timeoutMs: endpoint.timeoutMs,
      signal: cut,
      agent: parts.agents.for(endpoint.ca),
      now: () => parts.clock.now(),
    })
    const requestSha256 = hash('sha256', message.body, 'hex')
    const custom = Object.keys(endpoint.headers)
    const answer = answerOf(outcome)
    return {
      claimed,
      answer,
      attempts: outcome.tries.map((one) => keptTry(one, requestSha256, custom)),
      observation: observationOf(claimed, ready.host, outcome, parts.clock.now()),
      maxInFlight: endpoint.maxInFlight,
      delays: endpoint.retry.delays,
    }
  }
}

function tryRender(
  { log, sender }: SendOneParts,
  { endpoint }: ReadyEndpoint,
  claimed: Claimed,
  event: LoggedEvent,
): Rendered | { readonly skip: 'error' } {
  try {
    return render(endpoint, event, claimed.variant, sender)
  } catch (error) {
    log.error({ err: error, endpoint: endpoint.id, event: event.id }, 'a message could not be rendered')
    return { skip: 'error' }
  }
}

/** What this server cut off itself was nobody's failure. */
const cutByUs = (outcome: Outcome): boolean =>
  outcome.tries.length === 0 || (outcome.status === null && outcome.error?.kind === 'aborted')

function answerOf(outcome: Outcome): Answer {
  if (cutByUs(outcome)) return { kind: 'handed_back', afterMs: 0 }
  return { kind: 'attempted', status: outcome.status, responseHeaders: outcome.headers }
}

/** A delivery without a lane is one of its own. */
const laneName = ({ lane, id }: Claimed): string => lane ?? `#${id}`

function observationOf(
  claimed: Claimed,
  host: string,
  outcome: Outcome,
  now: number,
): Observation | undefined {
  if (cutByUs(outcome)) return undefined
  const verdict = verdictOf(outcome.status)
  const retryAfter = outcome.headers?.['retry-after']
  return {
    kind: verdict === 'delivered' ? 'success' : verdict === 'rejected' ? 'rejected' : 'failed',
    lane: laneName(claimed),
    host,
    unanswered: outcome.status === null,
    status: outcome.status,
    probe: claimed.probe,
    retryAfterMs: retryAfter === undefined ? 0 : (parseRetryAfter(retryAfter, now) ?? 0),
  }
}
