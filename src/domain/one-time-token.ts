/** What a mailed or printed link is for. An invitation sets the first password, so its page is the reset page. */
export type TokenPurpose = 'verify_email' | 'reset_password' | 'invitation' | 'setup'

const MINUTE = 60_000

/** How long a link works, in milliseconds. */
export const TOKEN_LIFE_MS: Readonly<Record<TokenPurpose, number>> = {
  verify_email: 24 * 60 * MINUTE,
  reset_password: 60 * MINUTE,
  invitation: 7 * 24 * 60 * MINUTE,
  setup: 30 * MINUTE,
}

/** A kept token; the token itself is nowhere, only its hash. */
export interface OneTimeToken {
  readonly hash: string
  readonly purpose: TokenPurpose
  readonly userId: string | null
  /** The address that the link was mailed to. */
  readonly email: string | null
  readonly createdAt: number
  readonly expiresAt: number
}
