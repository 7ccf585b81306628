import type { PasskeyProof } from './passkey.ts'

/** A second proof that a user enrolled. */
export interface Factor {
  readonly id: string
  readonly userId: string
  readonly kind: 'totp'
  /** Sealed with the keyring's purpose `totp`, bound to the factor's id. */
  readonly secret: string
  readonly confirmedAt: number | null
  /** The newest time step that was used; a code of it or of an older one is refused. */
  readonly lastStep: number | null
  /** Wrong codes since the last right proof of any factor. */
  readonly wrongInRow: number
  readonly createdAt: number
}

/** A code as it is typed at sign-in or as a proof. */
export interface CodeProof {
  readonly kind: 'totp' | 'recovery_code'
  readonly code: string
}

/** A second factor as it is shown at sign-in or as a proof. */
export type FactorProof = CodeProof | PasskeyProof

/**
 * So many wrong codes in a row, over all sign-ins, and no code of the app counts any more (NIST SP 800-63B §3.2.2)
 * until a recovery code or a passkey opens it, or an operator takes the factor away.
 */
export const WRONG_CODES_MAX = 100

/** Whether an app takes no code any more, right or wrong. */
export function isLocked(app: Factor | undefined): boolean {
  return app !== undefined && app.wrongInRow >= WRONG_CODES_MAX
}

/** So many in a row, and whoever types them is told that the clock of the app may be wrong. */
export const CLOCK_DOUBT = 2

export const RECOVERY_CODE_COUNT = 10
/** An enrolment that was begun and not confirmed is worth nothing after this. */
export const ENROLMENT_LIFE_MS = 15 * 60_000

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz'

/** A recovery code of 80 bits, `xxxx-xxxx-xxxx-xxxx`, from ten random bytes. */
export function formatRecoveryCode(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  let code = ''
  for (let digit = 0; digit < 16; digit++) {
    code = `${CROCKFORD[Number(bits & 31n)]}${digit > 0 && digit % 4 === 0 ? '-' : ''}${code}`
    bits >>= 5n
  }
  return code
}

/** What was typed, as the code is kept: case, spaces and hyphens do not count, and o, i, l are read as 0, 1, 1. */
export function normalizeRecoveryCode(typed: string): string {
  return typed.slice(0, 100).toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1')
}
