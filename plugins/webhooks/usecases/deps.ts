import type { Clock, Database, EventDraft, HostUsers, Keyring, MakeId, OperatorNotice, Tx } from '#gatepost'
import type { Installation } from '../endpoint/check-endpoint.ts'

/** What the verbs of this plugin work with. */
export interface Deps {
  readonly db: Database
  readonly clock: Clock
  readonly id: MakeId
  readonly keyring: Keyring
  readonly announce: (tx: Tx, ...drafts: readonly EventDraft[]) => Promise<void>
  readonly users: HostUsers
  readonly mailOperators: (tx: Tx, notice: OperatorNotice) => Promise<void>
  readonly installation: () => Installation
  /** What the address guard says of a URL once its name is resolved; undefined when events may go there. */
  resolveUrl(url: string): Promise<string | undefined>
  /** Called after a commit that may have made something due. */
  wake(): void
}
