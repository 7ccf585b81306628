import type { LoggedEvent } from './event.ts'
import { LISTENER_TEST } from './listener.ts'

/**
 * An event as JSON, whole: what a webhook of the `standard` format gets without a filter, and what the feed shows, byte
 * for byte. Payload and circumstances stand in the log as JSON already and are put in as they are, which takes a tenth
 * of the time of parsing and writing them again. `data` is null once it was erased.
 */
export function envelopeText(event: LoggedEvent): string {
  const head = JSON.stringify(headOf(event, event.type))
  const data = event.written ? event.written.data : JSON.stringify(event.data)
  const context = event.written ? event.written.context : JSON.stringify(event.context)
  return `${head.slice(0, -1)},"data":${data},"context":${context}}`
}

/**
 * A test as its listeners get it: an event of the type that was triggered, which says of itself that it is a test. The
 * log holds only that somebody triggered it.
 */
export function testEnvelopeText(event: LoggedEvent): string {
  const { type, sample } = { type: '', sample: {}, ...event.data }
  const head = headOf(event, String(type))
  return JSON.stringify({ ...head, test: true, data: sample, context: event.context })
}

/** What a reader of the feed gets of an event. */
export function feedText(event: LoggedEvent): string {
  return event.type === LISTENER_TEST && event.target !== null ? testEnvelopeText(event) : envelopeText(event)
}

const headOf = (event: LoggedEvent, type: string) => ({
  type,
  timestamp: new Date(event.at).toISOString(),
  id: event.id,
  position: event.position,
  sequence: event.sequence,
})
