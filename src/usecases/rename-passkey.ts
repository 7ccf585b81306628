import { Refusal } from '../domain/errors.ts'
import { renamePasskeyRow } from '../repositories/passkeys.ts'
import { passkeyName } from './confirm-passkey.ts'
import type { Deps } from './deps.ts'

/** A passkey's name is its owner's note; no event tells of it. Refuses with `invalid` (name) or `not_found`. */
export async function renamePasskey(
  deps: Deps,
  input: { readonly userId: string; readonly id: string; readonly name: string },
): Promise<void> {
  const name = passkeyName(input.name)
  const done = await deps.transaction((tx) => renamePasskeyRow(tx, input.userId, input.id, name))
  if (!done) throw new Refusal('not_found')
}
