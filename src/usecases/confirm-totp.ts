import { invalid, Refusal } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { userEvent } from '../domain/event-catalogue.ts'
import { ENROLMENT_LIFE_MS } from '../domain/factor.ts'
import { fault } from '../domain/faults.ts'
import { publicUser, type User } from '../domain/user.ts'
import { matchingStep } from '../lib/totp.ts'
import { confirmFactor, findTotp } from '../repositories/factors.ts'
import { updateUserRow } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import { tellUser } from './enqueue-mail.ts'
import { lockedUser } from './locked-user.ts'
import { giveRecoveryCodes, newRecoveryCodes } from './recovery-codes.ts'

/**
 * A code of the app that was just set up: from now on signing in asks for one. Answers ten recovery codes, shown this
 * once, where it is the first factor. Refuses with `invalid` (code), or with `gone` where no enrolment waits.
 */
export async function confirmTotp(
  deps: Deps,
  input: { readonly userId: string; readonly code: string },
  context: EventContext,
): Promise<{ recoveryCodes: readonly string[] }> {
  const now = deps.clock.now()
  const factor = await findTotp(deps.reader, input.userId)
  if (!factor || factor.confirmedAt !== null || factor.createdAt + ENROLMENT_LIFE_MS <= now) throw gone()
  const secret = deps.keyring.open('totp', factor.secret, factor.id)
  const step = await matchingStep(secret, input.code, now)
  if (step === undefined)
    throw invalid({
      code: fault('enrolment_code_wrong'),
    })
  const recoveryCodes = newRecoveryCodes()
  return deps.transaction(async (tx) => {
    const user = await lockedUser(deps, tx, input.userId)
    if (user.status === 'blocked') throw new Refusal('blocked')
    if (!(await confirmFactor(tx, factor.id, step, now))) throw gone()
    const enrolled: User = { ...user, mfaEnabled: true, updatedAt: now }
    await updateUserRow(tx, user.id, { mfaEnabled: true, updatedAt: now })
    if (!user.mfaEnabled) await giveRecoveryCodes(deps, tx, user.id, recoveryCodes)
    await deps.announce(tx, userEvent('user.mfa.enrolled', publicUser(enrolled), { factor: 'totp' }, context))
    await tellUser(deps, tx, 'factor_added', enrolled)
    return { recoveryCodes: user.mfaEnabled ? [] : recoveryCodes }
  })
}

function gone(): Refusal {
  return new Refusal('gone', { message: fault('enrolment_old') })
}
