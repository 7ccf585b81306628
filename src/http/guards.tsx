import type { Request, RequestHandler } from 'express'
import { say } from '../../views/languages/index.ts'
import { NeedsFactorPage } from '../../views/pages/fresh-proof.tsx'
import { isFormAddress } from '../../views/partials/may-act.ts'
import { Refusal } from '../domain/errors.ts'
import { hasSecondFactor } from '../domain/session.ts'
import { isFreshlyProven, leaveFlash } from './browser-session.ts'
import type { SignedIn } from './globals.ts'
import { safeReturnTo } from './return-to.ts'
import { gateShell, sendPage } from './shell.ts'

/** The signed-in user of a request behind `requireUser`. */
export function signedIn(req: Request): SignedIn {
  if (!req.user) throw new Refusal('unauthenticated')
  return req.user
}

const NEW_PASSWORD = '/account/password'

/**
 * Sends a stranger to sign in, and back afterwards; what a stranger posts is refused. Whoever must choose a new
 * password gets to that page and to no other.
 */
export const requireUser: RequestHandler = (req, res, next) => {
  if (req.user?.user.passwordExpired && req.originalUrl.split('?')[0] !== NEW_PASSWORD)
    return res.redirect(303, NEW_PASSWORD)
  if (req.user) return next()
  if (req.method !== 'GET' && req.method !== 'HEAD') throw new Refusal('unauthenticated')
  res.redirect(303, `/login?return_to=${encodeURIComponent(req.originalUrl)}`)
}

/**
 * Lets operators into the console, and viewers to its pages that are no forms; in production mode only with a second
 * factor. Others learn no more than that they may not.
 */
export function requireConsole(production: boolean): RequestHandler {
  return (req, res, next) => {
    const { user, session } = signedIn(req)
    if (user.role === null) throw new Refusal('forbidden')
    if (user.role === 'viewer' && !onlyLooks(req))
      throw new Refusal('forbidden', { message: 'You see the console as a viewer. An operator can do this.' })
    const proven = hasSecondFactor(session.methods) || req.session.factorProven === true
    if (!production || (user.mfaEnabled && proven)) return next()
    sendPage(res, <NeedsFactorPage {...gateShell(req, res)} enrolled={user.mfaEnabled} />, 403)
  }
}

/** Nothing that changes something, nor a form for it, which may show what a viewer should not see. */
function onlyLooks(req: Request): boolean {
  return (req.method === 'GET' || req.method === 'HEAD') && !isFormAddress(req.path)
}

/**
 * Asks for the password again unless it was given within ten minutes. What was posted is not kept over the
 * question: the person comes back to the page with the button.
 */
export const requireFreshProof: RequestHandler = (req, res, next) => {
  if (isFreshlyProven(req, res.locals.shell.now())) return next()
  const safe = req.method === 'GET' || req.method === 'HEAD'
  const back = safe ? req.originalUrl : pathOfReferrer(req)
  if (!safe) leaveFlash(req, say('proof.onceMore'), 'warn')
  res.redirect(303, `/account/confirm?return_to=${encodeURIComponent(back)}`)
}

/** Where the form stood; the console when the browser does not say. */
function pathOfReferrer(req: Request): string {
  const referrer = req.get('referer')
  if (referrer === undefined || !URL.canParse(referrer)) return '/console'
  const url = new URL(referrer)
  return safeReturnTo(url.pathname + url.search) ?? '/console'
}
