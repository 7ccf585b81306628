import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { say } from '../../../views/languages/index.ts'
import { LoginPage } from '../../../views/pages/login.tsx'
import type { Flash } from '../../../views/partials/note.tsx'
import { Refusal } from '../../domain/errors.ts'
import { takesStrangers } from '../../domain/site-settings.ts'
import { findMeantUser } from '../../usecases/find-meant-user.ts'
import { reportLockout } from '../../usecases/report-lockout.ts'
import { beginPending, PENDING_MS } from '../browser-session.ts'
import { signInContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { forName, fromAddress } from '../limits.ts'
import type { PageParts } from '../parts.ts'
import { signInByPasskey } from '../passkey-sign-in.ts'
import { passkeyOptions } from '../passkeys.ts'
import { safeReturnTo } from '../return-to.ts'
import { gateShell, sendPage } from '../shell.ts'
import { dropPending, endFormerSession, finishSignIn } from '../sign-in.ts'

const form = z.object({
  login: field.required('type_login', 1000),
  password: field.password(),
  return_to: field.optional(1000),
  remember: field.flag,
})

/** What a page before may say on this one; a code in the address, so that no stranger's words stand here. */
const NOTICES: Readonly<Record<string, Flash>> = {
  registered: { tone: 'ok', text: say('login.registered') },
  unmailed: { tone: 'ok', text: say('login.unmailed') },
  operator: { tone: 'ok', text: say('login.operator') },
  again: { tone: 'warn', text: say('login.again') },
}

export function loginRoutes(parts: PageParts): Router {
  const { deps, devices, guessing, passport, settings } = parts
  const mailsLeave = settings.smtpConfigured || !deps.rules.production

  const show = async (req: Request, res: Response, status = 200, errors = {}) => {
    const shell = gateShell(req, res)
    const notice = typeof req.query.notice === 'string' ? NOTICES[req.query.notice] : undefined
    const { login, return_to } = typed(req, 'login', 'return_to')
    sendPage(
      res,
      <LoginPage
        {...shell}
        flash={shell.flash ?? (status === 200 ? notice : undefined)}
        site={res.locals.shell.site}
        values={{ login }}
        errors={errors}
        remember={req.body?.remember !== undefined}
        returnTo={safeReturnTo(return_to ?? req.query.return_to)}
        passkey={await passkeyOptions(parts, req, 'sign-in')}
        canReset={mailsLeave}
        canRegister={res.locals.look === undefined || takesStrangers(res.locals.look)}
      />,
      status,
    )
  }

  const router = Router()
  router
    .route('/login')
    .get((req, res) => {
      if (req.user) return res.redirect(303, safeReturnTo(req.query.return_to) ?? '/account')
      return show(req, res)
    })
    .post(async (req, res) => {
      try {
        if (req.body?.passkey === undefined) await signIn(req, res)
        else await signInByPasskey(parts, req, res)
      } catch (error) {
        const { status, errors } = formErrors(
          error,
          { identifier: 'login' },
          req.body?.passkey === undefined ? 'password' : 'form',
        )
        return show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router

  /**
   * The password step. A browser that has signed in to this account before has a counter of its own, and strangers'
   * tries do not keep it waiting.
   */
  async function signIn(req: Request, res: Response): Promise<void> {
    const { login, return_to, remember } = readForm(form, req)
    const returnTo = safeReturnTo(return_to)
    await dropPending(parts, req)
    // All names of an account count together, and a name that nobody has is looked up like one that somebody has.
    const meant = await findMeantUser(deps, login)
    const device = devices.counterOf(req, meant)
    const tell = (until: number, began: boolean) =>
      reportLockout(deps, { identifier: login, until, began }, signInContext(req))
    const guess = await guessing.begin(
      device === undefined
        ? [
            { name: 'signInAddress', key: fromAddress(req), clears: false },
            { name: 'signInAccount', key: meant ?? forName(login), clears: true },
          ]
        : [{ name: 'signInDevice', key: device, clears: true }],
      (until) => tell(until, false),
    )
    const proof = await passport.provePassword(req, res).catch(async (error: unknown) => {
      const looked = error instanceof Refusal && error.code !== 'busy'
      if (!looked) await guess.unseen()
      else if (guess.waitUntil !== null) await tell(guess.waitUntil, true)
      throw error
    })
    await guess.right()

    const { user, passwordVersion } = proof
    if (!proof.needsFactor)
      return finishSignIn(parts, req, res, {
        userId: user.id,
        methods: ['password'],
        newDevice: device === undefined,
        passwordVersion,
        provenAt: deps.clock.now(),
        remember,
        returnTo,
      })
    await endFormerSession(deps, req)
    await beginPending(req, {
      userId: user.id,
      passwordVersion,
      who: login,
      provenAt: deps.clock.now(),
      until: deps.clock.now() + PENDING_MS,
      remember,
      ...(returnTo ? { returnTo } : {}),
      ...(device === undefined ? {} : { device }),
    })
    res.redirect(303, '/login/mfa')
  }
}
