/**
 * `gatepost/receiver`: what the receiving side of a webhook needs, and nothing of the server. Verify, keep the raw body,
 * know the events by type, drop repeats and what is older than the state you have.
 */
export type { EventOf, EventType, GatepostEvent } from './event.ts'
export type { Context, EventData, User } from './event-types.ts'
export { createMemory, type EventMemory, type JudgedEvent, judgeEvent, type Verdict } from './judge-event.ts'
export { readEvent } from './read-event.ts'
export { type Receive, type ReceiveOptions, receiveEvents } from './receive-events.ts'
export { type RefusedCode, RefusedMessage } from './refused-message.ts'
export { createVerify, type MessageHeaders, type Verify } from './verify.ts'
