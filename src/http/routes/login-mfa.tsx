import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { LoginMfaPage } from '../../../views/pages/login-mfa.tsx'
import { invalid, Refusal } from '../../domain/errors.ts'
import { reportLockout } from '../../usecases/report-lockout.ts'
import { verifySecondFactor } from '../../usecases/verify-second-factor.ts'
import { renewSession } from '../browser-session.ts'
import { signInContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm } from '../forms.ts'
import type { PendingSignIn } from '../globals.ts'
import { fromAddress, type Waiting } from '../limits.ts'
import type { PageParts } from '../parts.ts'
import { gateShell, sendPage } from '../shell.ts'
import { dropPending, finishSignIn, pendingOf } from '../sign-in.ts'

const form = z.object({ code: field.optional(), recovery: field.optional() })
const BEGIN_AGAIN = '/login?notice=again'

export function loginMfaRoutes(parts: PageParts): Router {
  const { deps, pageLimits } = parts

  const show = async (req: Request, res: Response, pending: PendingSignIn, status = 200, errors = {}) => {
    const recovery = req.query.with === 'recovery' || req.body?.recovery !== undefined
    sendPage(
      res,
      <LoginMfaPage
        {...gateShell(req, res)}
        with={recovery ? 'recovery' : 'code'}
        who={pending.who}
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
        const given = readCode(req)
        const taken = await pageLimits.takePending(req.sessionID)
        if (!taken.ok) {
          // The fifth wrong code has ended this sign-in; this is a request that ran beside it.
          await renewSession(req)
          return res.redirect(303, BEGIN_AGAIN)
        }
        left = taken.left
        await prove(req, res, pending, given)
      } catch (error) {
        // The fifth try ends the sign-in also when it had to wait.
        if (left === 0 && error instanceof Refusal && error.code === 'too_many') await dropPending(parts, req)
        const passwordChanged = error instanceof Refusal && error.code === 'unauthenticated'
        const at = req.body?.recovery === undefined ? 'code' : 'recovery'
        const refused = passwordChanged ? undefined : formErrors(error, { code: at }, at)
        if (refused && left > 0) return show(req, res, pending, refused.status, refused.errors)
        await dropPending(parts, req)
        res.redirect(303, BEGIN_AGAIN)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router

  /** One code. Every counter is taken before it is looked at, so that parallel guesses count. */
  async function prove(req: Request, res: Response, pending: PendingSignIn, given: Given): Promise<void> {
    const { userId, passwordVersion, returnTo, device, who } = pending
    const address = fromAddress(req)
    // That the sign-in failed is told once, when it is given up; here only that waiting begins.
    const report = async ({ seconds, first }: Waiting) => {
      const until = deps.clock.now() + seconds * 1000
      if (first) await reportLockout(deps, { identifier: who, until, began: true }, signInContext(req))
    }
    if (device !== undefined) await pageLimits.take('factorDevice', device, report)
    else {
      await pageLimits.take('factorAddress', address)
      await pageLimits.take('factorAccount', userId, report)
    }
    const { method } = await verifySecondFactor(deps, { userId, ...given }, signInContext(req))
    if (device !== undefined) await pageLimits.forget('factorDevice', device)
    else {
      await pageLimits.giveBack('factorAddress', address)
      await pageLimits.forget('factorAccount', userId)
    }
    await finishSignIn(parts, req, res, {
      userId,
      methods: ['password', method],
      passwordVersion,
      newDevice: device === undefined,
      returnTo,
    })
  }
}

interface Given {
  readonly kind: 'totp' | 'recovery_code'
  readonly code: string
}

function readCode(req: Request): Given {
  const { code, recovery } = readForm(form, req)
  if (recovery !== undefined) return { kind: 'recovery_code', code: recovery }
  if (code !== undefined) return { kind: 'totp', code }
  throw invalid({ code: 'Type the code.' })
}
