import type { Deps } from '../usecases/deps.ts'
import { type Explanation, explainDelivery } from '../usecases/explain-delivery.ts'
import type { Ledger } from './ledger.ts'
import { readLedger } from './read-ledger.ts'

/** The proof that nothing was lost, and the answer to "why was this not sent?". */
export interface LedgerService {
  /** The ledger as it is; of a large one, as it was a few seconds ago at most: its `position` says up to where. */
  readLedger(): Promise<Ledger>
  /** Throws `not_found` for an event or an endpoint that is not here. */
  explain(eventId: string, endpointId: string): Promise<Explanation>
}

/** From so many deliveries on, a reading takes long enough to be worth keeping. */
const LARGE = 200_000
/** A kept reading is read anew only so often that reading takes this share of the time at most. */
const SHARE = 0.1

export function createLedger(deps: Deps): LedgerService {
  return {
    readLedger: keepLarge(() => readLedger(deps.db), LARGE),
    explain: (eventId, endpointId) => explainDelivery(deps, eventId, endpointId),
  }
}

/** Reads by `read`, or answers what was read a moment ago where that had `large` deliveries or more. */
export function keepLarge(read: () => Promise<Ledger>, large: number): () => Promise<Ledger> {
  let kept: { readonly ledger: Ledger; readonly until: number } | undefined
  return async () => {
    const began = performance.now()
    if (kept && began < kept.until) return kept.ledger
    const ledger = await read()
    const until = began + (performance.now() - began) / SHARE
    kept = ledger.total.owed >= large ? { ledger, until } : undefined
    return ledger
  }
}
