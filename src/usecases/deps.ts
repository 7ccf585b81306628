import type { EventContext, EventDraft } from '../domain/event.ts'
import type { SessionLives } from '../domain/session.ts'
import type { Clock } from '../lib/clock.ts'
import type { MakeId } from '../lib/ids.ts'
import type { Keyring } from '../lib/secrets.ts'
import type { Read, RowLocks, Tx } from '../repositories/connection.ts'
import type { PasswordHasher } from './password-hasher.ts'
import type { PasswordJudge } from './password-judge.ts'

/** Rules that the operator sets and use-cases obey. */
export interface AccountRules {
  /** Shortest password, in code points after NFC. */
  readonly passwordMin: number
  /** Shown by authenticator apps beside the account. */
  readonly issuer: string
  readonly production: boolean
  /** From asking for the deletion of one's account to the deletion. */
  readonly deletionGraceMs: number
  readonly sessionLives: SessionLives
}

/** All that a use-case may reach besides repositories; the host passes it in. */
export interface Deps {
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** For lookups outside a transaction. */
  readonly reader: Read
  readonly locks: RowLocks
  readonly announce: (tx: Tx, ...drafts: readonly EventDraft[]) => Promise<void>
  /** Hooks of plugins that may refuse the flow; outside any transaction. */
  readonly before: (
    point: 'user.register' | 'user.sign_in' | 'user.change_password' | 'user.verify_factor',
    input: Readonly<Record<string, unknown>>,
    context: EventContext,
  ) => Promise<void>
  readonly clock: Clock
  readonly id: MakeId
  readonly keyring: Keyring
  readonly hasher: PasswordHasher
  readonly judge: PasswordJudge
  readonly rules: AccountRules
}
