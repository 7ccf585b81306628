import type { Request, Response } from 'express'
import { say } from '../../views/languages/index.ts'
import type { Method } from '../domain/session.ts'
import { beginSession } from '../usecases/begin-session.ts'
import { giveUpSignIn } from '../usecases/give-up-sign-in.ts'
import { signOut } from '../usecases/sign-out.ts'
import { keepWhenClosed, leaveFlash, renewSession } from './browser-session.ts'
import { contextOf, signInContext } from './context.ts'
import type { PendingSignIn } from './globals.ts'
import type { PageParts } from './parts.ts'

interface Proven {
  readonly userId: string
  readonly methods: readonly Method[]
  readonly passwordVersion: number | null
  /** When the proof was given that later counts as a fresh one, in UTC epoch milliseconds. */
  readonly provenAt: number
  /** Whether this browser has not signed in to this account before. */
  readonly newDevice: boolean
  /** Whether the person stays signed in when the browser closes. */
  readonly remember: boolean
  readonly returnTo?: string | undefined
}

/** After the last proof: the session's row, then passport's login under a new session id, then the way on. */
export async function finishSignIn(
  { deps, devices, passport }: PageParts,
  req: Request,
  res: Response,
  { returnTo, ...proven }: Proven,
): Promise<void> {
  const signedIn = await beginSession(deps, proven, signInContext(req))
  await endFormerSession(deps, req)
  await passport.logIn(req, signedIn, () => {
    if (proven.remember) keepWhenClosed(req, deps.rules.sessionLives.remembered.idleMs)
    req.session.provenAt = proven.provenAt
    if (proven.methods.includes('passkey')) req.session.passkeyAt = proven.provenAt
    if (signedIn.kept) leaveFlash(req, say('leaving.keptBySignIn'), 'warn')
  })
  devices.remember(req, res, signedIn.user.id)
  res.redirect(303, returnTo ?? (signedIn.user.role === null ? '/account' : '/console'))
}

/** This browser may be signed in already; without a browser that session would live on. */
export async function endFormerSession(deps: PageParts['deps'], req: Request): Promise<void> {
  if (req.user) await signOut(deps, { sessionId: req.user.session.id }, contextOf(req))
}

/** The pending sign-in of this browser, unless its five minutes are over. */
export function pendingOf({ deps }: PageParts, req: Request): PendingSignIn | undefined {
  const { pending } = req.session
  return pending && pending.until > deps.clock.now() ? pending : undefined
}

/** Ends a pending sign-in that led nowhere; the sign-in as a whole failed, once. */
export async function dropPending({ deps, pageLimits }: PageParts, req: Request): Promise<void> {
  const { pending } = req.session
  if (!pending) return
  const mine = await pageLimits.endPending(req.sessionID)
  await renewSession(req)
  if (mine) await giveUpSignIn(deps, { userId: pending.userId, identifier: pending.who }, signInContext(req))
}
