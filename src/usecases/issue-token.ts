import { TOKEN_LIFE_MS, type TokenPurpose } from '../domain/one-time-token.ts'
import { hashToken, randomToken } from '../lib/secrets.ts'
import type { Tx } from '../repositories/connection.ts'
import { insertToken } from '../repositories/one-time-tokens.ts'
import type { Deps } from './deps.ts'

export interface IssuedToken {
  /** 256 bits; goes into the link and is kept nowhere but as a hash. */
  readonly token: string
  readonly expiresAt: number
}

/** Makes a one-time token and keeps its hash. */
export async function issueToken(
  deps: Deps,
  tx: Tx,
  about: { readonly purpose: TokenPurpose; readonly userId: string | null; readonly email: string | null },
): Promise<IssuedToken> {
  const token = randomToken()
  const now = deps.clock.now()
  const expiresAt = now + TOKEN_LIFE_MS[about.purpose]
  await insertToken(tx, { hash: hashToken(token), ...about, createdAt: now, expiresAt })
  return { token, expiresAt }
}
