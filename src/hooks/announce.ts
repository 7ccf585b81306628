import type { Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import type { EventCatalogue, EventDraft, EventTypeDefinition } from '../domain/event.ts'
import { contextSchema } from '../domain/event.ts'
import { addressKey } from '../lib/address-key.ts'
import type { Clock } from '../lib/clock.ts'
import { faultPoint } from '../lib/fault-point.ts'
import type { MakeId } from '../lib/ids.ts'
import { type EventRow, insertEvent, insertEvents } from '../repositories/new-events.ts'
import { countStrangerFact } from '../repositories/stranger-counts.ts'
import { nextSequences } from '../repositories/user-sequences.ts'

/** See `Host.announce` in contract.ts. */
export type Announce = (tx: Tx, ...drafts: readonly EventDraft[]) => Promise<void>

interface AnnounceParts {
  readonly dialect: Dialect
  readonly catalogue: () => EventCatalogue
  readonly clock: Clock
  readonly id: MakeId
  /**
   * Called when something was announced and is not committed yet: where transactions take turns (`Dialect.inTurn`),
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
    const isStranger = (draft: EventDraft) => definitionOf(parts, draft).about === 'stranger'
    let left = 0
    if (drafts.length > 1 && !drafts.some(isStranger)) await writeMany(parts, tx, drafts)
    else for (const draft of drafts) if (!(await writeOne(parts, tx, draft))) left += 1
    // Without any draft the caller has written something of its own.
    if (drafts.length === 0 || left < drafts.length) parts.announced?.()
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

/** Answers whether it was written: what strangers cause too often is only counted. */
async function writeOne(parts: AnnounceParts, tx: Tx, draft: EventDraft): Promise<boolean> {
  const definition = definitionOf(parts, draft)
  let data = draft.data
  if (definition.about === 'stranger') {
    const leftOut = await countStrangerFact(tx, strangerKeys(draft), parts.clock.now())
    if (leftOut === undefined) return false
    if (leftOut > 0) data = { ...data, suppressed: leftOut }
  }
  const { sequence: _, ...row } = rowOf(parts, definition, { ...draft, data }, null)
  await insertEvent(tx, parts.dialect, row, countedFor(definition, draft))
  return true
}

/** Three statements at most, however many there are. What strangers cause is counted one by one; it has no place here. */
async function writeMany(parts: AnnounceParts, tx: Tx, drafts: readonly EventDraft[]): Promise<void> {
  const all = drafts.map((draft) => {
    const definition = definitionOf(parts, draft)
    return { draft, definition, counted: countedFor(definition, draft) }
  })
  const counts = new Map<string, number>()
  for (const { counted } of all) if (counted !== null) counts.set(counted, (counts.get(counted) ?? 0) + 1)
  const last = await nextSequences(tx, parts.dialect, counts)
  const rows = all.map(({ draft, definition, counted }) => {
    if (counted === null) return rowOf(parts, definition, draft, null)
    const left = (counts.get(counted) ?? 1) - 1
    counts.set(counted, left)
    return rowOf(parts, definition, draft, (last.get(counted) ?? 0) - left)
  })
  await insertEvents(tx, parts.dialect, rows)
}

function definitionOf(parts: AnnounceParts, { type }: EventDraft): EventTypeDefinition {
  const definition = parts.catalogue()[type]
  if (!definition) throw new Error(`no plugin and no part of the core defines the event type ${type}`)
  return definition
}

/** The user whose events it is counted among. */
function countedFor({ about, addressed }: EventTypeDefinition, { subject }: EventDraft): string | null {
  return about === 'user' && !addressed ? subject : null
}

function rowOf(
  { id, clock }: AnnounceParts,
  definition: EventTypeDefinition,
  { type, subject, target, data, context }: EventDraft,
  sequence: number | null,
): EventRow {
  return {
    id: id('evt'),
    type,
    subject,
    target: target ? JSON.stringify(target) : null,
    sequence,
    at: clock.now(),
    data: JSON.stringify(definition.data.parse(data)),
    context: JSON.stringify(contextSchema.parse(context)),
  }
}

function strangerKeys(draft: EventDraft): string[] {
  const account = draft.subject ?? `name:${String(draft.data.identifier ?? '')}`
  return [
    `${draft.type}:account:${account}`,
    ...(draft.context.ip ? [`${draft.type}:address:${addressKey(draft.context.ip)}`] : []),
  ]
}
