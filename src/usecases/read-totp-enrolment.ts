import { ENROLMENT_LIFE_MS } from '../domain/factor.ts'
import { findTotp } from '../repositories/factors.ts'
import { enrolmentUri, type TotpEnrolment } from './begin-totp-enrolment.ts'
import type { Deps } from './deps.ts'
import { getUser } from './get-user.ts'

/** The secret of an enrolment that was begun and not confirmed, to show it again; undefined after fifteen minutes. */
export async function readTotpEnrolment(deps: Deps, userId: string): Promise<TotpEnrolment | undefined> {
  const factor = await findTotp(deps.reader, userId)
  if (!factor || factor.confirmedAt !== null) return undefined
  if (factor.createdAt + ENROLMENT_LIFE_MS <= deps.clock.now()) return undefined
  const secret = deps.keyring.open('totp', factor.secret, factor.id)
  return { secret, uri: await enrolmentUri(deps, await getUser(deps, userId), secret) }
}
