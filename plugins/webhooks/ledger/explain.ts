/**
 * "Why was event X not sent to endpoint Y?" The deciding rule as a code for programs and a sentence for people.
 * Pure: what it weighs was read before.
 */
import type { LoggedEvent } from '#gatepost'
import type { Runtime } from '../delivery/breaker.ts'
import { publicId } from '../delivery/delivery.ts'
import { compileSubscription } from '../endpoint/subscription.ts'
import type { EndpointVersion } from '../repositories/endpoint-versions.ts'
import type { ExplainedRow } from '../repositories/explanations.ts'

/** One code for each rule that can decide. */
export const WHY_CODES = [
  ...['delivered', 'sending', 'waiting_behind', 'parked', 'endpoint_failing', 'retry_at', 'due_now'],
  ...['exhausted', 'rejected', 'crashed', 'expired'],
  ...['filtered', 'disabled', 'no_equivalent', 'quiet_import', 'no_user', 'erased', 'endpoint_deleted'],
  ...[
    'error',
    'stopped',
    'not_numbered',
    'not_fanned_out',
    'set_aside',
    'addressed_to_others',
    'about_itself',
  ],
  ...['made_later', 'deleted_before', 'failed_logins_left_out', 'outside_its_events', 'removed', 'missing'],
] as const
export type WhyCode = (typeof WHY_CODES)[number]

export interface Answer {
  readonly code: string
  /** One sentence, or two. */
  readonly text: string
}

export interface AskedEvent extends Pick<LoggedEvent, 'id' | 'type' | 'subject' | 'target' | 'at'> {
  /** Null for the moment between its commit and its place in the log. */
  readonly position: number | null
}

export interface AskedEndpoint {
  readonly id: string
  readonly enabled: boolean
  readonly deleted: boolean
  readonly runtime: Runtime | undefined
}

const at = (time: number): string => new Date(time).toISOString()

const ENDS: Readonly<Record<string, string>> = {
  exhausted: 'Every try failed and the schedule is used up. Resend it once the receiver works.',
  rejected: 'The receiver called the request itself wrong three times. Correct the receiver, then resend it.',
  crashed: 'Whoever sent it ended five times without a word. Look into the process log.',
  expired: 'It was parked at an endpoint that stayed off for longer than deliveries are kept.',
  filtered: 'The filter that was in force at its place in the log left it out.',
  disabled: 'The endpoint was off. A replay of what was missed sends it.',
  no_equivalent: "GenAuth's format has no message for this event.",
  quiet_import: 'It came from an import that was to be quiet.',
  no_user: "GenAuth's format needs a user, and this event has none.",
  erased: 'The payload was erased with its user.',
  endpoint_deleted: 'The endpoint was deleted while it waited.',
  error: 'Its message could not be rendered. The process log says why.',
  stopped: 'It was part of a replay that was stopped before it arrived.',
}

/** What a row says. `head` is what it waits behind, where it is held. */
export function explainRow(
  row: ExplainedRow,
  endpoint: AskedEndpoint,
  head: { readonly id: number; readonly event: string; readonly type: string } | undefined,
  now: number,
): Answer {
  switch (row.state) {
    case 'delivered':
      return { code: 'delivered', text: `It was delivered at ${at(row.delivered_at ?? row.due)}.` }
    case 'dead':
    case 'skipped':
      return explainEnd(row)
    case 'leased':
      return { code: 'sending', text: 'It is being sent at this moment.' }
    case 'held':
      if (!endpoint.enabled) return parked(endpoint)
      return {
        code: 'waiting_behind',
        text: head
          ? `It waits behind ${publicId('dlv', head.id)} (${head.type}, ${head.event}), an older one of the same user, so that order is kept.`
          : 'It waits behind an older one of the same user, so that order is kept.',
      }
    case 'pending':
      return explainPending(row, endpoint, now)
  }
}

function explainEnd({ reason, delivered_at }: ExplainedRow): Answer {
  const earlier = delivered_at === null ? '' : ` An earlier try delivered it at ${at(delivered_at)}.`
  return { code: reason ?? 'error', text: `${ENDS[reason ?? 'error'] ?? `It ended as ${reason}.`}${earlier}` }
}

const parked = ({ deleted }: AskedEndpoint): Answer =>
  deleted
    ? { code: 'endpoint_deleted', text: 'The endpoint was deleted; what waits there ends as skipped.' }
    : {
        code: 'parked',
        text: 'The endpoint is off. It goes out, or is skipped, once the endpoint is on again.',
      }

function explainPending(row: ExplainedRow, endpoint: AskedEndpoint, now: number): Answer {
  if (!endpoint.enabled) return parked(endpoint)
  const { runtime } = endpoint
  if (runtime?.breaker === 'open')
    return {
      code: 'endpoint_failing',
      text: `The endpoint is failing, and only one probe at a time goes there; the next at ${at(runtime.probeAt)}. All that waits goes out once one succeeds.`,
    }
  if (row.due > now)
    return { code: 'retry_at', text: `${tried(row.tries)} The next try is at ${at(row.due)}.` }
  return { code: 'due_now', text: 'It is due and goes out as soon as the endpoint has room.' }
}

const tried = (tries: number): string =>
  tries === 0 ? 'It was not tried yet.' : tries === 1 ? 'One try failed.' : `${tries} tries failed.`

/** Why there is no row. */
export function explainAbsence(facts: {
  readonly event: AskedEvent
  readonly endpoint: AskedEndpoint
  readonly fannedOutTo: number
  readonly setAside: boolean
  readonly removedBefore: number
  readonly version: EndpointVersion | undefined
  /** Where the endpoint's first version begins. */
  readonly first: number | undefined
}): Answer {
  const { event, endpoint, version } = facts
  if (event.position === null)
    return { code: 'not_numbered', text: 'It was committed a moment ago and has no place in the log yet.' }
  if (event.target !== null && !event.target.includes(endpoint.id))
    return {
      code: 'addressed_to_others',
      text: 'It is addressed to other endpoints and owed to no one else.',
    }
  if (event.subject === endpoint.id)
    return {
      code: 'about_itself',
      text: 'It is about this endpoint, and an endpoint never gets events about itself.',
    }
  if (event.position > facts.fannedOutTo)
    return { code: 'not_fanned_out', text: 'It has its place in the log and becomes a delivery in a moment.' }
  if (facts.setAside)
    return {
      code: 'set_aside',
      text: 'Fan-out failed on this event five times and set it aside. The process log says why.',
    }
  if (!version && event.target === null) {
    return event.position < (facts.first ?? Number.POSITIVE_INFINITY)
      ? {
          code: 'made_later',
          text: 'The endpoint was made after it. A replay from another endpoint can send it.',
        }
      : { code: 'deleted_before', text: 'The endpoint had been deleted before it.' }
  }
  if (version && compileSubscription({ ...version, id: endpoint.id })(event).length === 0)
    return notWanted(event.type, version)
  if (event.at < facts.removedBefore)
    return { code: 'removed', text: 'It was owed, ended, and was removed by retention.' }
  return { code: 'missing', text: 'It was owed and has no delivery. That is a fault of Gatepost.' }
}

function notWanted(type: string, version: EndpointVersion): Answer {
  const would = compileSubscription({ ...version, id: version.endpointId, includeFailedLogins: true })
  if (!version.includeFailedLogins && would({ type, subject: null, target: null }).length > 0)
    return {
      code: 'failed_logins_left_out',
      text: 'It is a failed sign-in, and the endpoint did not ask for those.',
    }
  return {
    code: 'outside_its_events',
    text: `${type} is not among the events that the endpoint wanted then: ${version.events.join(', ')}.`,
  }
}
