import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { LoginMfaPage } from '../../../views/pages/login-mfa.tsx'
import { invalid, Refusal } from '../../domain/errors.ts'
import type { FactorProof } from '../../domain/factor.ts'
import { fault } from '../../domain/faults.ts'
import { readSecurity } from '../../usecases/read-security.ts'
import { reportLockout } from '../../usecases/report-lockout.ts'
import { verifySecondFactor } from '../../usecases/verify-second-factor.ts'
import { renewSession } from '../browser-session.ts'
import { signInContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm } from '../forms.ts'
import type { PendingSignIn } from '../globals.ts'
import type { Guess } from '../guessing.ts'
import { fromAddress } from '../limits.ts'
import type { PageParts } from '../parts.ts'
import { ANSWER_MAX } from '../passkey-sign-in.ts'
import { passkeyOptions, passkeyProof } from '../passkeys.ts'
import { gateShell, sendPage } from '../shell.ts'
import { dropPending, finishSignIn, pendingOf } from '../sign-in.ts'

const form = z.object({
  code: field.optional(),
  recovery: field.optional(),
  passkey: field.optional(ANSWER_MAX),
})
const BEGIN_AGAIN = '/login?notice=again'

export function loginMfaRoutes(parts: PageParts): Router {
  const { deps, guessing, pageLimits } = parts

  const show = async (req: Request, res: Response, pending: PendingSignIn, status = 200, errors = {}) => {
    const recovery = req.query.with === 'recovery' || req.body?.recovery !== undefined
    const { totpSince, clockDoubt } = await readSecurity(deps, pending.userId)
    sendPage(
      res,
      <LoginMfaPage
        {...gateShell(req, res)}
        with={recovery ? 'recovery' : 'code'}
        who={pending.who}
        app={totpSince !== null}
        clockDoubt={clockDoubt && status !== 200}
        passkey={await passkeyOptions(parts, req, 'second-factor', pending.userId)}
        triesLeft={await pageLimits.pendingLeft(req.sessionID)}
        minutesLeft={Math.max(1, Math.ceil((pending.until - deps.clock.now()) / 60_000))}
        errors={errors}
      />,
      status,
    )
  }

  const router = Router()
  router
    .route('/login/mfa')
    .get(async (req, res) => {
      const pending = pendingOf(parts, req)
      if (pending) return show(req, res, pending)
      await dropPending(parts, req)
      res.redirect(303, req.user ? '/account' : '/login')
    })
    .post(async (req, res) => {
      const pending = pendingOf(parts, req)
      if (!pending) {
        await dropPending(parts, req)
        return res.redirect(303, BEGIN_AGAIN)
      }
      let left = 1
      try {
        const given = readProof(parts, req)
        const guess = await beginGuess(req, pending, given)
        const taken = await pageLimits.takePending(req.sessionID)
        if (!taken.ok) {
          // The fifth wrong code has ended this sign-in; this is a request that ran beside it.
          await guess.unseen()
          await renewSession(req)
          return res.redirect(303, BEGIN_AGAIN)
        }
        left = taken.left
        await prove(req, res, pending, given, guess)
      } catch (error) {
        const passwordChanged = error instanceof Refusal && error.code === 'unauthenticated'
        const at = req.body?.passkey ? 'form' : req.body?.recovery === undefined ? 'code' : 'recovery'
        const refused = passwordChanged ? undefined : formErrors(error, { code: at }, at)
        if (refused && left > 0) return show(req, res, pending, refused.status, refused.errors)
        await dropPending(parts, req)
        res.redirect(303, BEGIN_AGAIN)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router

  /** Codes can be guessed; a passkey cannot, and nobody's guesses keep it waiting. */
  function beginGuess(req: Request, { userId, device }: PendingSignIn, given: FactorProof): Promise<Guess> {
    if (given.kind === 'passkey') return guessing.begin([])
    return guessing.begin(
      device === undefined
        ? [
            { name: 'factorAddress', key: fromAddress(req), clears: false },
            { name: 'factorAccount', key: userId, clears: true },
          ]
        : [{ name: 'factorDevice', key: device, clears: true }],
    )
  }

  /** One code. That the sign-in failed is told once, when it is given up; here only that a wait begins. */
  async function prove(
    req: Request,
    res: Response,
    pending: PendingSignIn,
    given: FactorProof,
    guess: Guess,
  ) {
    const { userId, passwordVersion, provenAt, returnTo, device, who, remember } = pending
    const context = signInContext(req)
    const verified = verifySecondFactor(deps, { userId, ...given }, context)
    const { method } = await verified.catch(async (error: unknown) => {
      const wrong = error instanceof Refusal && error.code === 'wrong_code'
      if (!wrong) await guess.unseen()
      else if (guess.waitUntil !== null)
        await reportLockout(deps, { identifier: who, until: guess.waitUntil, began: true }, context)
      throw error
    })
    await guess.right()
    const { sessionID } = req
    if (!(await pageLimits.endPending(sessionID))) {
      await renewSession(req)
      return res.redirect(303, BEGIN_AGAIN)
    }
    await finishSignIn(parts, req, res, {
      userId,
      methods: ['password', method],
      passwordVersion,
      provenAt: method === 'passkey' ? deps.clock.now() : provenAt,
      newDevice: device === undefined,
      remember: remember === true,
      returnTo,
    }).catch(async (error: unknown) => {
      await pageLimits.reopenPending(sessionID)
      throw error
    })
  }
}

function readProof(parts: PageParts, req: Request): FactorProof {
  const { code, recovery, passkey } = readForm(form, req)
  if (passkey !== undefined) return passkeyProof(parts, req, 'second-factor', passkey)
  if (recovery !== undefined) return { kind: 'recovery_code', code: recovery }
  if (code !== undefined) return { kind: 'totp', code }
  throw invalid({ code: fault('type_code') })
}
