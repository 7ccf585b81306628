import type { Tx } from '../db/database.ts'
import type { EventCatalogue, EventDraft } from '../domain/event.ts'
import { contextSchema } from '../domain/event.ts'
import { addressKey } from '../lib/address-key.ts'
import type { Clock } from '../lib/clock.ts'
import { faultPoint } from '../lib/fault-point.ts'
import type { MakeId } from '../lib/ids.ts'
import { insertEvent, nextSequence } from '../repositories/log.ts'
import { countStrangerFact } from '../repositories/stranger-counts.ts'

/** See `Host.announce` in contract.ts. */
export type Announce = (tx: Tx, ...drafts: readonly EventDraft[]) => Promise<void>

interface AnnounceParts {
  readonly catalogue: () => EventCatalogue
  readonly clock: Clock
  readonly id: MakeId
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
    for (const draft of drafts) {
      const definition = parts.catalogue()[draft.type]
      if (!definition)
        throw new Error(`no plugin and no part of the core defines the event type ${draft.type}`)
      const now = parts.clock.now()
      let data = draft.data
      if (definition.about === 'stranger') {
        const leftOut = await countStrangerFact(tx, strangerKeys(draft), now)
        if (leftOut === undefined) continue
        if (leftOut > 0) data = { ...data, suppressed: leftOut }
      }
      const counts = definition.about === 'user' && draft.subject !== null && !definition.addressed
      await insertEvent(tx, {
        id: parts.id('evt'),
        type: draft.type,
        subject: draft.subject,
        target: draft.target ? JSON.stringify(draft.target) : null,
        sequence: counts && draft.subject !== null ? await nextSequence(tx, draft.subject) : null,
        at: now,
        data: JSON.stringify(definition.data.parse(data)),
        context: JSON.stringify(contextSchema.parse(draft.context)),
      })
    }
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

function strangerKeys(draft: EventDraft): string[] {
  const account = draft.subject ?? `name:${String(draft.data.identifier ?? '')}`
  return [
    `${draft.type}:account:${account}`,
    ...(draft.context.ip ? [`${draft.type}:address:${addressKey(draft.context.ip)}`] : []),
  ]
}
