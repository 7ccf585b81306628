import type { GatepostEvent } from './event.ts'
import { RefusedMessage } from './refused-message.ts'

/**
 * The event in a body of the `standard` format. `id` is the `webhook-id`, which the signature covers; without it the
 * id stands in the body, as in the feed. What order and repeats are decided by is checked; the data are what the
 * server's schemas promise (`/schemas/events/<type>.json`). Throws a `RefusedMessage` that names the field.
 */
export function readEvent(body: Uint8Array | string, id?: string): GatepostEvent {
  const event = parse(Buffer.from(body).toString())
  if (!isRecord(event)) throw refuse('The body must be a JSON object.')
  const { type, timestamp, sequence = null, data } = event
  const named = id ?? event.id
  if (typeof type !== 'string' || !/^[\w.]{1,100}$/.test(type))
    throw refuse('type must be an event type, as in user.updated.')
  if (typeof timestamp !== 'string' || Number.isNaN(Date.parse(timestamp)))
    throw refuse('timestamp must be an ISO 8601 time.')
  if (sequence !== null && !(Number.isSafeInteger(sequence) && Number(sequence) > 0))
    throw refuse('sequence must be a whole number above 0, or absent.')
  if (!isRecord(data)) throw refuse('data must be an object.')
  checkUser(data.user)
  if (typeof named !== 'string' || named === '' || named.length > 200)
    throw refuse('The id must be a text of at most 200 characters.')
  return { ...event, id: named, sequence } as GatepostEvent
}

function checkUser(user: unknown): void {
  if (user === undefined || user === null) return
  if (!isRecord(user)) throw refuse('data.user must be an object.')
  if (typeof user.id !== 'string' || user.id === '' || user.id.length > 200)
    throw refuse('data.user.id must be a text.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refuse('The body is not JSON. Choose the standard format for this webhook.')
  }
}

const refuse = (message: string): RefusedMessage => new RefusedMessage('body', message)

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
