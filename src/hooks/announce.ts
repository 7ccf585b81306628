import type { Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import type { EventCatalogue, EventDraft, EventTypeDefinition } from '../domain/event.ts'
import { contextSchema } from '../domain/event.ts'
import { addressKey } from '../lib/address-key.ts'
import type { Clock } from '../lib/clock.ts'
import { faultPoint } from '../lib/fault-point.ts'
import type { MakeId } from '../lib/ids.ts'
import { insertEvents, type NewEvent } from '../repositories/new-events.ts'
import { countStrangerFact } from '../repositories/stranger-counts.ts'

/** See `Host.announce` in contract.ts. */
export type Announce = (tx: Tx, ...drafts: readonly EventDraft[]) => Promise<void>

interface AnnounceParts {
  readonly dialect: Dialect
  readonly catalogue: () => EventCatalogue
  readonly clock: Clock
  readonly id: MakeId
  /**
   * Called when something was announced and is not committed yet: where transactions take turns (`Dialect.oneWriter`),
   * what is asked for now comes after it, mostly in the same commit.
   */
  readonly announced?: (() => void) | undefined
  /** Called after the commit of a transaction that announced something. */
  readonly committed: () => void
}

/**
 * Makes `announce`. Nothing is sent from here: a row in the log is the whole promise, and the row shares the
 * fate of the change it tells of.
 */
export function createAnnounce(parts: AnnounceParts): Announce {
  const watched = new WeakSet<Tx>()
  return async (tx, ...drafts) => {
    const rows: NewEvent[] = []
    for (const draft of drafts) {
      const row = await rowOf(parts, tx, draft)
      if (row) rows.push(row)
    }
    await insertEvents(tx, parts.dialect, rows)
    // Without any draft the caller has written something of its own.
    if (drafts.length === 0 || rows.length > 0) parts.announced?.()
    if (!watched.has(tx)) {
      watched.add(tx)
      tx.executionPromise.then(
        () => {
          faultPoint('committed')
          parts.committed()
        },
        () => {},
      )
    }
    faultPoint('announced')
  }
}

/** The row to write; undefined where strangers have caused so many that this one is only counted. */
async function rowOf(parts: AnnounceParts, tx: Tx, draft: EventDraft): Promise<NewEvent | undefined> {
  const definition = definitionOf(parts, draft)
  const { about, addressed } = definition
  let { data } = draft
  if (about === 'stranger') {
    const leftOut = await countStrangerFact(tx, strangerKeys(draft), parts.clock.now())
    if (leftOut === undefined) return undefined
    if (leftOut > 0) data = { ...data, suppressed: leftOut }
  }
  const { type, subject, target, context } = draft
  return {
    id: parts.id('evt'),
    type,
    subject,
    target: target ? JSON.stringify(target) : null,
    counted: about === 'user' && !addressed ? subject : null,
    sequence: null,
    at: parts.clock.now(),
    data: JSON.stringify(definition.data.parse(data)),
    context: JSON.stringify(contextSchema.parse(context)),
  }
}

function definitionOf(parts: AnnounceParts, { type }: EventDraft): EventTypeDefinition {
  const definition = parts.catalogue()[type]
  if (!definition) throw new Error(`no plugin and no part of the core defines the event type ${type}`)
  return definition
}

function strangerKeys(draft: EventDraft): string[] {
  const account = draft.subject ?? `name:${String(draft.data.identifier ?? '')}`
  return [
    `${draft.type}:account:${account}`,
    ...(draft.context.ip ? [`${draft.type}:address:${addressKey(draft.context.ip)}`] : []),
  ]
}
