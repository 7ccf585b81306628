import { doubleCsrf } from 'csrf-csrf'
import type { Request, RequestHandler, Response } from 'express'
import type { Keyring } from '../lib/secrets.ts'

export interface Csrf {
  /** Refuses every request that may change something and does not bring its token back. */
  readonly protect: RequestHandler
  /** The token for the forms of this answer; sets the cookie that it is compared with. */
  token(req: Request, res: Response): string
}

/**
 * A signed double-submit cookie (OWASP CSRF cheat sheet): no row is written for strangers, and the token of a
 * session is worth nothing in another one, nor before or after it.
 */
export function createCsrf(keyring: Keyring, secure: boolean): Csrf {
  const { generateCsrfToken, doubleCsrfProtection } = doubleCsrf({
    getSecret: () => keyring.mac('csrf', 'double submit'),
    getSessionIdentifier: (req) => {
      const { passport, pending } = req.session
      return passport?.user || pending ? req.sessionID : 'stranger'
    },
    getCsrfTokenFromRequest: (req) => {
      const sent: unknown = req.body?._csrf
      return typeof sent === 'string' ? sent : undefined
    },
    cookieName: secure ? '__Host-gatepost-csrf' : 'gatepost_csrf',
    cookieOptions: { sameSite: 'lax', path: '/', httpOnly: true, secure },
  })
  return { protect: doubleCsrfProtection, token: (req, res) => generateCsrfToken(req, res) }
}
