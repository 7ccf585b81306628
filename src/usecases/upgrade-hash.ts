import { Refusal } from '../domain/errors.ts'
import { replaceHash } from '../repositories/credentials.ts'
import type { Deps } from './deps.ts'

/**
 * Hashes a password that was just proven anew where its hash is older or cheaper than the server's own. The password
 * stays the same one, so its version stays too, and nobody is told. Somebody who changed it meanwhile wins.
 */
export async function upgradeHash(
  deps: Deps,
  credential: { readonly userId: string; readonly passwordHash: string },
  password: string,
): Promise<void> {
  const { userId, passwordHash } = credential
  if (!deps.hasher.outdated(passwordHash)) return
  try {
    const newer = await deps.hasher.hash(password)
    await deps.transaction((tx) => replaceHash(tx, userId, passwordHash, newer))
  } catch (error) {
    // A busy server does it at the next sign-in.
    if (!(error instanceof Refusal && error.code === 'busy')) throw error
  }
}
