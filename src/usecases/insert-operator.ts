import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import type { Faults } from '../domain/faults.ts'
import { normalizePassword } from '../domain/password.ts'
import { publicUser, type User } from '../domain/user.ts'
import { checkProfile } from '../domain/user-profile.ts'
import type { Tx } from '../repositories/connection.ts'
import { saveCredential } from '../repositories/credentials.ts'
import { lockOperators } from '../repositories/operators.ts'
import { insertUser } from '../repositories/users.ts'
import { checkNames, EMAIL_TAKEN, takenName, throwFaults } from './check-names.ts'
import { conflict } from './create-user.ts'
import type { Deps } from './deps.ts'
import { makeOperator } from './grant-operator.ts'
import { newPasswordFault } from './judge-password.ts'
import { newUser } from './new-user.ts'
import { lockContenders, proveAddress } from './prove-address.ts'

export interface OperatorInput {
  readonly email?: string | undefined
  readonly username?: string | undefined
  readonly name?: string | undefined
  readonly password: string
}

/**
 * Writes a new user who is an operator, once `allowed` has agreed inside the transaction. Whoever holds the server's
 * terminal or settings vouches for the address, so it is proven: otherwise a stranger could register the same one and
 * make the operator's sign-in ambiguous. Refuses with `invalid`, or `conflict` for a taken name or address.
 */
export async function insertOperator(
  deps: Deps,
  input: OperatorInput,
  context: EventContext,
  allowed: (tx: Tx) => Promise<void>,
): Promise<User> {
  const faults: Faults = {}
  const { username, email } = checkNames(input, faults)
  const profile = checkProfile({ name: input.name }, faults)
  const weak = await newPasswordFault(deps, input.password, input)
  if (weak) faults.password = weak
  throwFaults(faults)
  const passwordHash = await deps.hasher.hash(normalizePassword(input.password))
  try {
    return await deps.transaction(async (tx) => {
      await lockOperators(tx, deps.locks)
      await allowed(tx)
      const others = email === undefined ? [] : (await lockContenders(deps, tx, email, null)).others
      if (others.some((other) => other.emailVerified)) throw conflict({ email: EMAIL_TAKEN })
      const plain = newUser(deps, { username, email, profile, status: 'active' })
      await insertUser(tx, plain)
      await saveCredential(tx, plain.id, passwordHash, plain.createdAt)
      await deps.announce(
        tx,
        userEvent('user.registered', publicUser(plain), { method: 'operator' }, context),
      )
      const proven = email === undefined ? plain : await proveAddress(deps, tx, plain, email, others, context)
      return makeOperator(deps, tx, proven, context)
    })
  } catch (error) {
    throw takenName(deps, error, conflict) ?? error
  }
}
