import type { Clock, Database, EventDraft, Keyring, MakeId, Tx } from '#gatepost'
import type { Installation } from '../check-endpoint.ts'

/** What the verbs of this plugin work with. */
export interface Deps {
  readonly db: Database
  readonly clock: Clock
  readonly id: MakeId
  readonly keyring: Keyring
  readonly announce: (tx: Tx, ...drafts: readonly EventDraft[]) => Promise<void>
  readonly installation: () => Installation
  /** Called after a commit that may have made something due. */
  wake(): void
}
