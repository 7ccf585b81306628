import type { RelyingParty } from '../lib/webauthn.ts'

/** A WebAuthn credential of a user. Times are UTC epoch milliseconds. */
export interface Passkey {
  readonly id: string
  readonly userId: string
  /** The authenticator's own name for it, base64url. */
  readonly credentialId: string
  /** COSE key, base64url. */
  readonly publicKey: string
  /** The signature counter that was seen last; 0 where the authenticator keeps none. */
  readonly counter: number
  readonly transports: readonly string[]
  /** Whether the authenticator copies it to the owner's other devices. */
  readonly synced: boolean
  /** What its owner calls it. */
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

/** A challenge counts for one of these alone. */
export type ChallengePurpose = 'enrol' | 'sign-in' | 'second-factor' | 'confirm'

/** What an answer has to fit: the use that its challenge was made for, and the browser that it was made in. */
export interface ChallengeUse {
  readonly purpose: ChallengePurpose
  /** The session; empty for a sign-in, where there is none. */
  readonly binding: string
}

/** The answer of a browser to a challenge, as JSON that nobody has looked at. */
export interface PasskeyProof {
  readonly kind: 'passkey'
  readonly answer: string
  readonly use: ChallengeUse
  readonly site: RelyingParty
}

/** One person's devices; a list that can be looked through. */
export const PASSKEYS_MAX = 20
export const PASSKEY_NAME_MAX = 60
/** How long a page with a challenge may stand open. */
export const CHALLENGE_LIFE_MS = 15 * 60_000
