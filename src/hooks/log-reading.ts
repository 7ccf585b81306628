/**
 * How a plugin reads the log beyond what its subscriber is handed. In statements of its own it may join the view
 * `logged_events` (position, id, type, subject, target, sequence, at, data, context) and no other table of the core.
 */
export { eventsAt, findCommitted, headPosition } from '../repositories/log.ts'
export { newestEventBefore, positionsBetween } from '../repositories/log-times.ts'
export { cursorPosition, parkedPositions } from '../repositories/subscriber-cursors.ts'
