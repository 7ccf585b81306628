import { Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import type { User } from '../domain/user.ts'
import { hashToken } from '../lib/secrets.ts'
import { consumeToken, deleteTokensOfUser, findToken } from '../repositories/one-time-tokens.ts'
import { actingAs } from './acting-as.ts'
import type { Deps } from './deps.ts'
import { lockContenders, proveAddress } from './prove-address.ts'

/**
 * Proves an address by the mailed link: it is the user's from now on, and other accounts that held it unproven lose
 * it. Refuses with `link_spent`.
 */
export async function verifyEmail(
  deps: Deps,
  input: { readonly token: string },
  context: EventContext,
): Promise<User> {
  const hash = hashToken(input.token)
  const token = await findToken(deps.reader, hash, ['verify_email'], deps.clock.now())
  const { email, userId } = token ?? {}
  if (!email || !userId) throw new Refusal('link_spent')
  const as = actingAs(context, userId)
  return deps.transaction(async (tx) => {
    const { user, others } = await lockContenders(deps, tx, email, userId)
    if (!(await consumeToken(tx, hash, deps.clock.now())) || !user || user.status === 'blocked')
      throw new Refusal('link_spent')
    await deleteTokensOfUser(tx, user.id, ['verify_email'])
    // A link to reset the password that went to the address before opens nothing any more.
    if (user.email !== email) await deleteTokensOfUser(tx, user.id, ['reset_password'])
    return proveAddress(deps, tx, user, email, others, as)
  })
}
