import { readIdentifier } from '../domain/identifiers.ts'
import { findCandidates } from '../repositories/users.ts'
import type { Deps } from './deps.ts'

/**
 * The id of the one user that a username or an address means; undefined for nobody, and for an address that several
 * hold unproven.
 */
export async function findMeantUser(deps: Deps, identifier: string): Promise<string | undefined> {
  const found = await findCandidates(deps.reader, readIdentifier(identifier), 2)
  const [first] = found
  return found.length === 1 || first?.user.emailVerified ? first?.user.id : undefined
}
