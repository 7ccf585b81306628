import { invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { fault } from '../domain/faults.ts'
import { normalizePassword } from '../domain/password.ts'
import { findCredential } from '../repositories/credentials.ts'
import type { Deps } from './deps.ts'

/**
 * A signed-in person gives the password once more (a fresh proof). Refuses with `invalid` (password). Answers the
 * version of the password that was proven.
 */
export async function proveAgain(
  deps: Deps,
  input: { readonly userId: string; readonly password: string },
  _context: EventContext,
  field = 'password',
): Promise<number> {
  const credential = await findCredential(deps.reader, input.userId)
  const right = await deps.hasher.verify(credential?.passwordHash, normalizePassword(input.password))
  if (!right || !credential) throw invalid({ [field]: fault('password_wrong') })
  return credential.changedAt
}

/** Refuses when the password is no longer the one that was proven; inside the transaction that relies on it. */
export async function samePassword(
  tx: Parameters<typeof findCredential>[0],
  userId: string,
  version: number | null,
): Promise<void> {
  const credential = await findCredential(tx, userId)
  if ((credential?.changedAt ?? null) !== version) throw new Refusal('unauthenticated')
}
