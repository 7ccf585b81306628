import type { Database, Tx } from '../db/database.ts'
import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import type { Clock } from '../lib/clock.ts'
import { readLog } from '../repositories/log.ts'
import { findParked, lockCursor, noteParkedError, removeParked } from '../repositories/subscriber-cursors.ts'
import type { Announce } from './announce.ts'
import type { Log, Subscriber } from './contract.ts'

interface RetryParts {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly announce: Announce
  readonly subscribers: readonly Subscriber[]
}

export interface ParkedPlace {
  readonly subscriber: string
  readonly position: number
}

/**
 * Hands an event that was set aside to its subscriber once more, out of its turn. What the subscriber writes, the end
 * of the setting aside and the record of it commit together. Refuses with `not_found`, with `gone` for an event that
 * retention removed, and with `conflict` where it failed again; it stays set aside then.
 */
export async function retryParked(
  parts: RetryParts,
  place: ParkedPlace,
  context: EventContext,
): Promise<void> {
  const { db, clock, log } = parts
  const { subscriber: name, position } = place
  const subscriber = parts.subscribers.find((one) => one.name === name)
  if (!subscriber) throw new Refusal('not_found')
  let retryTx: Tx | undefined
  try {
    await db.transaction(async (tx) => {
      retryTx = tx
      // Nobody hands it a batch in the meantime.
      await lockCursor(tx, db.dialect, name)
      if (!(await findParked(tx, name, position))) throw new Refusal('not_found')
      const [event] = await readLog(tx, position - 1, 1)
      if (event?.position !== position)
        throw new Refusal('gone', { message: 'The log does not hold this event any more.' })
      await subscriber.begin?.(tx, position - 1)
      if ((await subscriber.consume(tx, [event])) !== 1)
        throw new Error(`subscriber ${name} did not take the event at ${position}`)
      await removeParked(tx, name, position)
      const told = { subscriber: name, position, event: event.id }
      await parts.announce(tx, serverEvent('subscriber.event_retried', null, told, context))
    })
  } catch (error) {
    if (error instanceof Refusal) throw error
    log.error({ err: error, subscriber: name, position }, 'a parked event failed again')
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 500)
    await db.transaction((tx) => noteParkedError(tx, name, position, message, clock.now()))
    throw new Refusal('conflict', {
      message: 'It failed again and stays set aside. The error stands beside it.',
    })
  }
  subscriber.asked?.()
  if (retryTx) subscriber.committed?.(retryTx)
}
