import type { Request, Response } from 'express'
import { z } from 'zod'
import type { Refusal } from '../domain/errors.ts'
import { checkPasskey } from '../usecases/check-passkey.ts'
import { signInContext } from './context.ts'
import { field, readForm } from './forms.ts'
import { guarded } from './guessing.ts'
import { fromAddress } from './limits.ts'
import type { PageParts } from './parts.ts'
import { passkeyProof } from './passkeys.ts'
import { safeReturnTo } from './return-to.ts'
import { dropPending, finishSignIn } from './sign-in.ts'

/** Room for an answer with a long user handle and extensions. */
export const ANSWER_MAX = 20_000

const form = z.object({
  passkey: field.required('passkey_old', ANSWER_MAX),
  return_to: field.optional(1000),
  remember: field.flag,
})

/**
 * The whole sign-in by one passkey. It shares no counter with passwords and codes, so that whoever guesses at those
 * cannot keep the owner's passkey waiting.
 */
export async function signInByPasskey(parts: PageParts, req: Request, res: Response): Promise<void> {
  const { deps, devices, guessing } = parts
  const { passkey, return_to, remember } = readForm(form, req)
  await dropPending(parts, req)
  const proof = passkeyProof(parts, req, 'sign-in', passkey)
  const isWrong = (refusal: Refusal) => refusal.code === 'bad_credentials'
  const counters = [{ name: 'passkeyAddress', key: fromAddress(req), clears: false }] as const
  const { user, passwordVersion } = await guarded(guessing, counters, isWrong, () =>
    checkPasskey(deps, proof, signInContext(req)),
  )
  await finishSignIn(parts, req, res, {
    userId: user.id,
    methods: ['passkey'],
    newDevice: devices.counterOf(req, user.id) === undefined,
    passwordVersion,
    provenAt: deps.clock.now(),
    remember,
    returnTo: safeReturnTo(return_to),
  })
}
