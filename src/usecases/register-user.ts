import { givenFieldFaults, missingFieldFaults, splitFields } from '../domain/custom-field.ts'
import { invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { type Faults, fault } from '../domain/faults.ts'
import { normalizePassword } from '../domain/password.ts'
import { atOneOf, mustProveFirst, takesStrangers } from '../domain/site-settings.ts'
import { publicUser, type User } from '../domain/user.ts'
import { type CustomFields, checkProfile } from '../domain/user-profile.ts'
import type { Tx } from '../repositories/connection.ts'
import { saveCredential } from '../repositories/credentials.ts'
import { findFieldDefinitions } from '../repositories/custom-fields.ts'
import { undone } from '../repositories/savepoint.ts'
import { findSiteSettings } from '../repositories/site-settings.ts'
import { findProvenHolder, insertUser, lockAddress, usernameTaken } from '../repositories/users.ts'
import { actingAs } from './acting-as.ts'
import { checkNames, takenName, throwFaults, USERNAME_TAKEN } from './check-names.ts'
import type { Deps } from './deps.ts'
import { newPasswordFault } from './judge-password.ts'
import { newUser } from './new-user.ts'
import { mailLink, tellOwner } from './send-verification.ts'

export interface RegisterInput {
  readonly username?: string | undefined
  readonly email?: string | undefined
  readonly name?: string | undefined
  readonly password: string
  /** The language that the person registers in, where they or their browser asked for one. */
  readonly locale?: string | undefined
  /** Those that a person may fill in. */
  readonly customFields?: CustomFields | undefined
}

/** With an address the answer is always `check_mail`: nothing in it says whether the address was taken. */
export type Registered =
  | { readonly next: 'check_mail'; readonly email: string }
  | { readonly next: 'sign_in'; readonly user: User }

/**
 * A person makes an account. Refuses with `registration_closed`, or with `invalid` (username, email, name,
 * password, `customFields.…`), a taken username among it.
 *
 * An address that somebody has proven is not said to be taken; its owner is told by mail. Alone it makes no account,
 * since nobody could ever sign in to it. Together with a free username the account is made all the same and holds
 * the address unproven, which reserves nothing: otherwise trying the same username a second time would tell whether
 * the first time had gone through.
 */
export async function registerUser(
  deps: Deps,
  input: RegisterInput,
  context: EventContext,
): Promise<Registered> {
  const site = await findSiteSettings(deps.reader)
  if (!takesStrangers(site)) throw new Refusal('registration_closed')
  const faults: Faults = {}
  const names = checkNames(input, faults)
  const profile = checkProfile({ name: input.name, locale: input.locale }, faults)
  const definitions = await findFieldDefinitions(deps.reader)
  const own = definitions.filter(({ editor }) => editor === 'user')
  const fields = input.customFields ?? {}
  Object.assign(faults, missingFieldFaults(fields, own), givenFieldFaults(fields, own))
  if (Object.keys(fields).some((key) => !own.some((one) => one.key === key))) throw new Refusal('forbidden')
  if (mustProveFirst(site) && !names.email) faults.email ??= fault('email_needed')
  else if (site.registration === 'domains' && names.email && !atOneOf(names.email, site.domains))
    faults.email = fault('email_domain', { domains: site.domains.join(', ') })
  const weak = await newPasswordFault(deps, input.password, input)
  if (weak) faults.password = weak
  if (names.username && (await usernameTaken(deps.reader, names.username.key)))
    faults.username = USERNAME_TAKEN
  throwFaults(faults)

  const { username, email } = names
  await deps.before(
    'user.register',
    { username: username?.username ?? null, email: email ?? null, name: profile.name ?? null },
    context,
  )
  const passwordHash = await deps.hasher.hash(normalizePassword(input.password))

  const user = newUser(deps, {
    username,
    email,
    profile,
    ...splitFields(fields, definitions),
    status: 'active',
    proofOwed: email !== undefined,
  })
  const as = actingAs(context, user.id)
  const writeUser = async (tx: Tx) => {
    await insertUser(tx, user)
    await saveCredential(tx, user.id, passwordHash, user.createdAt)
    await deps.announce(tx, userEvent('user.registered', publicUser(user), { method: 'self' }, as))
  }
  try {
    await deps.transaction(async (tx) => {
      if (email === undefined) return writeUser(tx)
      await lockAddress(tx, deps.locks, email)
      const owner = await findProvenHolder(tx, email)
      const writeLink = (inner: Tx) => mailLink(deps, inner, user, email, as)
      const writeBoth = (inner: Tx) => writeUser(inner).then(() => writeLink(inner))
      if (!owner) return writeBoth(tx)
      if (username) await writeUser(tx)
      await undone(tx, username ? writeLink : writeBoth)
      await tellOwner(deps, tx, owner, email)
    })
  } catch (error) {
    throw takenName(deps, error, (fields) => invalid(fields)) ?? error
  }
  return email === undefined ? { next: 'sign_in', user } : { next: 'check_mail', email }
}
