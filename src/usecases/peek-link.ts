import type { TokenPurpose } from '../domain/one-time-token.ts'
import { hashToken } from '../lib/secrets.ts'
import { findToken } from '../repositories/one-time-tokens.ts'
import { findUser } from '../repositories/users.ts'
import type { Deps } from './deps.ts'

export interface PeekedLink {
  readonly email: string | null
  readonly username: string | null
  readonly name: string | null
}

const PURPOSES: Readonly<Record<'verify_email' | 'reset_password' | 'setup', readonly TokenPurpose[]>> = {
  verify_email: ['verify_email'],
  reset_password: ['reset_password', 'invitation'],
  setup: ['setup'],
}

/** What a link is about, for the page with the button; undefined when it is spent. Consumes nothing. */
export async function peekLink(
  deps: Deps,
  input: { readonly purpose: keyof typeof PURPOSES; readonly token: string },
): Promise<PeekedLink | undefined> {
  const token = await findToken(
    deps.reader,
    hashToken(input.token),
    PURPOSES[input.purpose],
    deps.clock.now(),
  )
  if (!token) return undefined
  if (token.purpose === 'setup') return { email: null, username: null, name: null }
  const user = token.userId ? await findUser(deps.reader, token.userId) : undefined
  return user && { email: token.email, username: user.username, name: user.name }
}
