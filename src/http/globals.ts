/** What the middlewares of this server add to a request, an answer and a browser session. */
import type { Request, Response } from 'express'
import type { Saying } from '../../views/languages/index.ts'
import type { ApiKey } from '../domain/api-key.ts'
import type { Session } from '../domain/session.ts'
import type { SiteSettings } from '../domain/site-settings.ts'
import type { User } from '../domain/user.ts'
import type { Banner, MenuItem } from '../hooks/contract.ts'

/** What every page may ask of the server; stands in `res.locals.shell`. */
export interface Shell {
  /** The host name as people know it. */
  readonly site: string
  csrfToken(req: Request, res: Response): string
  menu(): readonly MenuItem[]
  banners(): Promise<readonly Banner[]>
  now(): number
}

/** A sign-in whose password was right and whose second factor is still owed. It opens `/login/mfa` alone. */
export interface PendingSignIn {
  readonly userId: string
  /** The version of the password that was proven; a change meanwhile ends the sign-in. */
  readonly passwordVersion: number | null
  /** The name as typed at the first step. */
  readonly who: string
  /** When the password was given, in UTC epoch milliseconds. */
  readonly provenAt: number
  /** UTC epoch milliseconds. */
  readonly until: number
  readonly returnTo?: string
  /** The key of the browser's own counter, where it has signed in by this name before. */
  readonly device?: string
  /** Whether the person asked to stay signed in when the browser closes. */
  readonly remember?: boolean
}

/** A sentence for the next page of this browser. */
export interface KeptFlash {
  readonly tone: 'ok' | 'warn' | 'bad'
  readonly text: Saying
}

declare global {
  namespace Express {
    interface Request {
      /** The file of a form, where there is one. */
      upload?: import('./upload.ts').Upload
    }
    interface User {
      readonly user: import('../domain/user.ts').User
      readonly session: Session
    }
    interface Locals {
      shell: Shell
      /** Counts a request of a key beside the JSON API; absent elsewhere. */
      limitKey?: (keyId: string) => Promise<void>
      /** How the server presents itself; absent before the pages begin. */
      look?: SiteSettings
      /** Whose call of the JSON API this is. */
      apiKey: ApiKey
    }
  }
}

declare module 'express-session' {
  interface SessionData {
    /** Passport's own: the `ses_…` id of the signed-in session. */
    passport?: { user?: string }
    pending?: PendingSignIn
    /** When the password, or a passkey, was last given, in UTC epoch milliseconds. */
    provenAt?: number
    /** When a passkey was last given, in UTC epoch milliseconds. */
    passkeyAt?: number
    /** Whether a second factor was proven in this session. */
    factorProven?: boolean
    flash?: KeptFlash
  }
}

export type SignedIn = { readonly user: User; readonly session: Session }
