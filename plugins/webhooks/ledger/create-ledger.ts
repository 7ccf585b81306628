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
const MANY = 200_000
/** A kept reading is read anew only so often that reading takes this share of the time at most. */
const SHARE = 0.1

export function createLedger(deps: Deps): LedgerService {
  let kept: { readonly ledger: Ledger; readonly until: number } | undefined
  return {
    async readLedger() {
      const began = performance.now()
      if (kept && began < kept.until) return kept.ledger
      const ledger = await readLedger(deps.db)
      const until = began + (performance.now() - began) / SHARE
      kept = ledger.total.owed >= MANY ? { ledger, until } : undefined
      return ledger
    },
    explain: (eventId, endpointId) => explainDelivery(deps, eventId, endpointId),
  }
}
