import type { Passkey } from '../domain/passkey.ts'
import { listPasskeyRows } from '../repositories/passkeys.ts'
import type { Deps } from './deps.ts'

/** A user's passkeys, oldest first. */
export function listPasskeys(deps: Deps, userId: string): Promise<Passkey[]> {
  return listPasskeyRows(deps.reader, userId)
}
