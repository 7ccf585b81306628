import { hash } from 'node:crypto'
import { type EventContext, invalid, Refusal } from '#gatepost'
import { publicId } from '../delivery/delivery.ts'
import { fieldErrors } from '../endpoint/field-errors.ts'
import { type TypedMessage, typedMessage } from '../endpoint/typed-message.ts'
import { testedEvent } from '../events.ts'
import { formatHeaders, mediaType, type Sender } from '../formats/index.ts'
import { insertAttempts } from '../repositories/attempts.ts'
import { lockEndpoint } from '../repositories/endpoints.ts'
import { attemptsOf, countTyped, insertTyped, type TypedRow } from '../repositories/typed-messages.ts'
import type { Agents } from '../sending/guarded-agent.ts'
import { keptTry } from '../sending/kept-try.ts'
import { typedHeaders } from '../sending/request-headers.ts'
import { send } from '../sending/send.ts'
import type { Deps } from './deps.ts'

/** Enough for somebody who tries things out; nobody can beat on a receiver through this server. */
const MOST_A_MINUTE = 30
const MINUTE_MS = 60_000

export interface TypedParts extends Deps {
  readonly agents: Agents
  readonly sender: Sender
}

/**
 * Sends a body that somebody typed to an endpoint, at once and on or off, and keeps every request made for it. It goes
 * through the same guard and sender as deliveries do; it is marked `gatepost-test: 1`, has an id of its own and no
 * signature. Throws `invalid` by field, `not_found`, `conflict` where the endpoint cannot be read, and `too_many`.
 */
export async function sendTyped(
  parts: TypedParts,
  endpointId: string,
  input: TypedMessage,
  context: EventContext,
): Promise<TypedRow> {
  const parsed = typedMessage.safeParse(input)
  if (!parsed.success) throw invalid(fieldErrors(parsed.error))
  const typed = parsed.data
  const { db, clock } = parts
  const { endpoint, row } = await db.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, db.dialect, parts.keyring, endpointId)
    if (!endpoint) throw new Refusal('not_found')
    if (endpoint.unreadable)
      throw new Refusal('conflict', {
        message: 'Headers or secrets are sealed under another master key. Type them anew, then send.',
      })
    const madeAt = clock.now()
    if ((await countTyped(tx, endpoint.num, madeAt - MINUTE_MS)) >= MOST_A_MINUTE)
      throw new Refusal('too_many', { retryAfter: MINUTE_MS / 1000 })
    const { eventType, format, body } = typed
    const message = { endpoint: endpoint.num, madeAt, eventType, format, body }
    const row = { id: await insertTyped(tx, message), ...message }
    await parts.announce(tx, testedEvent(endpoint, publicId('test', row.id), typed, context))
    return { endpoint, row }
  })

  const contentType = typed.contentType ?? (typed.format === endpoint.format ? endpoint.contentType : 'json')
  const message = {
    body: typed.body,
    contentType: mediaType(contentType),
    headers: formatHeaders(typed.format, endpoint.genauthSecret, parts.sender),
  }
  const headers = typedHeaders(endpoint, message, typed.headers, publicId('test', row.id))
  const { tries } = await send({
    url: endpoint.url,
    body: typed.body,
    headersFor: () => headers,
    timeoutMs: endpoint.timeoutMs,
    agent: parts.agents.for(endpoint.ca),
    now: () => clock.now(),
  })
  const custom = [...Object.keys(endpoint.headers), ...Object.keys(typed.headers)]
  const sha256 = hash('sha256', typed.body, 'hex')
  const delivery = attemptsOf(row.id)
  const attempts = tries.map((one) => ({
    ...keptTry(one, sha256, custom),
    delivery,
    late: false,
    probe: false,
  }))
  await db.transaction(async (tx) => insertAttempts(tx, db.dialect, attempts))
  return row
}
