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
  /** Whether the person asked to stay signed in when the browser closes. */
  readonly remembered: boolean
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

interface Lifetime {
  /** Unused for this long, a session ends. */
  readonly idleMs: number
  /** However much it is used, a session ends after this. */
  readonly longestMs: number
}

/** A working day; the browser is asked again the next (NIST SP 800-63B §2.2.3). */
export const SESSION_LIFE: Lifetime = { idleMs: 12 * 60 * MINUTE, longestMs: DAY }
/** For a browser that nobody else uses (§2.1.3). */
export const REMEMBERED_LIFE: Lifetime = { idleMs: 14 * DAY, longestMs: 30 * DAY }
/** `last_seen_at` is written at most this often. */
export const SESSION_TOUCH_MS = MINUTE

/** When a session last seen at `now` ends. */
export function sessionEnd({ createdAt, remembered }: SessionAge, now: number): number {
  const { idleMs, longestMs } = remembered ? REMEMBERED_LIFE : SESSION_LIFE
  return Math.min(now + idleMs, createdAt + longestMs)
}

type SessionAge = Pick<Session, 'createdAt' | 'remembered'>

export function hasSecondFactor(methods: readonly Method[]): boolean {
  return methods.some((method) => method !== 'password')
}
