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

export interface Lifetime {
  /** Unused for this long, a session ends. */
  readonly idleMs: number
  /** However much it is used, a session ends after this. */
  readonly longestMs: number
}

/** How long sessions live, as the operator wants it. */
export interface SessionLives {
  readonly usual: Lifetime
  /** Of a browser whose person asked to stay signed in. */
  readonly remembered: Lifetime
}
/** `last_seen_at` is written at most this often. */
export const SESSION_TOUCH_MS = 60_000

/** When a session last seen at `now` ends. */
export function sessionEnd(
  lives: SessionLives,
  { createdAt, remembered }: Pick<Session, 'createdAt' | 'remembered'>,
  now: number,
): number {
  const { idleMs, longestMs } = remembered ? lives.remembered : lives.usual
  return Math.min(now + idleMs, createdAt + longestMs)
}

export function hasSecondFactor(methods: readonly Method[]): boolean {
  return methods.some((method) => method !== 'password')
}
