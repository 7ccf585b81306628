import type { Request, RequestHandler } from 'express'
import session, { type Store } from 'express-session'
import type { Saying } from '../../views/languages/index.ts'
import { type Keyring, randomToken } from '../lib/secrets.ts'
import type { KeptFlash, PendingSignIn } from './globals.ts'

/** A password or a passkey given within this time is a fresh proof. */
export const FRESH_PROOF_MS = 10 * 60_000
/** How long the second step of a sign-in may take. */
export const PENDING_MS = 5 * 60_000

export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-gatepost' : 'gatepost_session'
}

/**
 * express-session over the database. Strangers get no cookie and no row; a cookie goes with the browser unless its
 * person asked to be remembered.
 */
export function browserSession(store: Store, keyring: Keyring, secure: boolean): RequestHandler {
  return session({
    name: sessionCookieName(secure),
    secret: keyring.mac('session-cookie', 'signature'),
    genid: () => randomToken(),
    store,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  })
}

/** Whether the address of this server is https decides over cookies, not a header that anybody may send. */
export function secureByAddress(secure: boolean): RequestHandler {
  return (req, _res, next) => {
    Object.defineProperty(req, 'secure', { value: secure })
    next()
  }
}

/** Forgets the browser's session and begins an empty one under a new id. */
export function renewSession(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.regenerate((error: unknown) => (error ? reject(error) : resolve()))
  })
}

/** A session that was ended elsewhere, or whose user is gone or blocked, leaves nothing behind in this browser. */
export const forgetEndedSession: RequestHandler = (req, _res, next) => {
  if (!req.session.passport || req.user) return next()
  renewSession(req).then(() => next(), next)
}

/** Lets this browser keep its cookie when it closes, for so long after each use. */
export function keepWhenClosed(req: Request, idleMs: number): void {
  req.session.cookie.maxAge = idleMs
}

/** A new id for the same session, so that a cookie captured before is worth nothing. */
export async function renewSessionId(req: Request): Promise<void> {
  const { passport, provenAt, passkeyAt, factorProven, cookie } = req.session
  const { originalMaxAge } = cookie
  await renewSession(req)
  if (originalMaxAge !== null) keepWhenClosed(req, originalMaxAge)
  Object.assign(req.session, { passport, provenAt, passkeyAt, factorProven })
  await saveSession(req)
}

export function endBrowserSession(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.destroy((error: unknown) => (error ? reject(error) : resolve()))
  })
}

/** Writes the session now; the answer that follows may be read by the browser before the write otherwise. */
export function saveSession(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.save((error: unknown) => (error ? reject(error) : resolve()))
  })
}

/** Begins the second step under a new session id: the session holds the pending sign-in and nothing else. */
export async function beginPending(req: Request, pending: PendingSignIn): Promise<void> {
  await renewSession(req)
  req.session.pending = pending
  await saveSession(req)
}

/**
 * Holds a redirect until the sentence for the next page is written: a browser follows it as soon as it has read
 * the headers, and express-session writes only at the end of the body.
 */
export const saveBeforeRedirect: RequestHandler = (req, res, next) => {
  const redirect: (status: number, to: string) => void = res.redirect.bind(res)
  res.redirect = (first: number | string, second?: number | string) => {
    const [status, to] = typeof first === 'number' ? [first, String(second)] : [303, first]
    if (!req.session?.flash) return redirect(status, to)
    saveSession(req).then(() => redirect(status, to), next)
  }
  next()
}

/** Leaves a sentence for the next page. */
export function leaveFlash(req: Request, text: Saying, tone: KeptFlash['tone'] = 'ok'): void {
  req.session.flash = { tone, text }
}

/** The sentence left by the request before; shown once. */
export function takeFlash(req: Request): KeptFlash | undefined {
  const flash = req.session?.flash
  if (flash) delete req.session.flash
  return flash
}

export function isFreshlyProven(req: Request, now: number): boolean {
  const { provenAt } = req.session
  return provenAt !== undefined && now - provenAt < FRESH_PROOF_MS
}
