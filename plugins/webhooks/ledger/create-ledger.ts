import type { Deps } from '../usecases/deps.ts'
import { type Explanation, explainDelivery } from '../usecases/explain-delivery.ts'
import type { Ledger } from './ledger.ts'
import { readLedger } from './read-ledger.ts'

/** The proof that nothing was lost, and the answer to "why was this not sent?". */
export interface LedgerService {
  readLedger(): Promise<Ledger>
  /** Throws `not_found` for an event or an endpoint that is not here. */
  explain(eventId: string, endpointId: string): Promise<Explanation>
}

export function createLedger(deps: Deps): LedgerService {
  return {
    readLedger: () => readLedger(deps.db),
    explain: (eventId, endpointId) => explainDelivery(deps, eventId, endpointId),
  }
}
