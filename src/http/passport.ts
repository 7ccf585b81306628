import type { Request, RequestHandler, Response } from 'express'
import { Passport } from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import { Refusal } from '../domain/errors.ts'
import { checkPassword, type PasswordProof } from '../usecases/check-password.ts'
import type { Deps } from '../usecases/deps.ts'
import { findSessionUser } from '../usecases/find-session-user.ts'
import { touchSession } from '../usecases/touch-session.ts'
import { signInContext } from './context.ts'
import type { SignedIn } from './globals.ts'

export interface SignInPassport {
  /** Finds the user of the request's session; an ended one has none. */
  readonly session: readonly RequestHandler[]
  /** Asks passport-local for the proof of the form's `login` and `password`; throws its refusal. */
  provePassword(req: Request, res: Response): Promise<PasswordProof>
  /**
   * Runs once, after the last proof: gives the browser a new session id that holds `signedIn`, and what `fill` puts
   * into the new session before it is written.
   */
  logIn(req: Request, signedIn: SignedIn, fill: () => void): Promise<void>
}

/**
 * The right password is not yet a sign-in, so the strategy hands passport no user: the proof is kept beside the
 * request, and `logIn` runs later with the session that the use-case began.
 */
export function createPassport(deps: Deps): SignInPassport {
  const passport = new Passport()
  const proofs = new WeakMap<Request, PasswordProof>()
  const fills = new WeakMap<Request, () => void>()

  const fields = { usernameField: 'login', passwordField: 'password', passReqToCallback: true } as const
  passport.use(
    new LocalStrategy(fields, (req, identifier, password, done) => {
      checkPassword(deps, { identifier, password }, signInContext(req)).then((proof) => {
        proofs.set(req, proof)
        done(null, false)
      }, done)
    }),
  )

  passport.serializeUser<string, Request>((req, signedIn, done) => {
    fills.get(req)?.()
    done(null, signedIn.session.id)
  })
  passport.deserializeUser((sessionId: string, done) => {
    findSession(deps, sessionId).then((found) => done(null, found ?? false), done)
  })

  return {
    session: [passport.initialize(), passport.session()],
    provePassword: (req, res) =>
      new Promise((resolve, reject) => {
        const answered = (refusal: unknown) => {
          const proof = proofs.get(req)
          if (proof) resolve(proof)
          else reject(refusal ?? new Refusal('bad_credentials'))
        }
        passport.authenticate('local', { session: false }, answered)(req, res, reject)
      }),
    logIn: (req, signedIn, fill) =>
      new Promise((resolve, reject) => {
        fills.set(req, fill)
        req.logIn(signedIn, (error: unknown) => (error ? reject(error) : resolve()))
      }),
  }
}

async function findSession(deps: Deps, sessionId: string): Promise<SignedIn | undefined> {
  const found = await findSessionUser(deps, sessionId)
  if (found) await touchSession(deps, found.session)
  return found
}
