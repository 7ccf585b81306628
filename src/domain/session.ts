/** A proof given at sign-in. */
export type Method = 'password' | 'totp' | 'passkey' | 'recovery_code'

/** One signed-in browser of one user. Times are UTC epoch milliseconds. */
export interface Session {
  /** Public; the cookie's value is another secret. */
  readonly id: string
  readonly userId: string
  readonly methods: readonly Method[]
  readonly ip: string | null
  readonly userAgent: string | null
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
}

const MINUTE = 60_000

/** Unused for this long, a session ends; a working day, and the browser is asked again the next. */
export const SESSION_IDLE_MS = 12 * 60 * MINUTE
/** However much it is used, a session ends after this. */
export const SESSION_LONGEST_MS = 30 * 24 * 60 * MINUTE
/** `last_seen_at` is written at most this often. */
export const SESSION_TOUCH_MS = MINUTE

/** When a session last seen at `now` ends. */
export function sessionEnd(createdAt: number, now: number): number {
  return Math.min(now + SESSION_IDLE_MS, createdAt + SESSION_LONGEST_MS)
}

export function hasSecondFactor(methods: readonly Method[]): boolean {
  return methods.some((method) => method !== 'password')
}
