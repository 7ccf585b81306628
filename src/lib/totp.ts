/** Time-based codes (RFC 6238): six digits, 30 seconds, SHA-1, as every authenticator app takes them. */
const STEP_SECONDS = 30

// Loaded on first use: most starts of the process never see a code.
const otplib = () => import('otplib')

/** A new secret of 160 bits, in base 32. */
export async function newTotpSecret(): Promise<string> {
  return (await otplib()).generateSecret()
}

/** What the QR code says to an authenticator app. */
export async function totpUri(issuer: string, label: string, secret: string): Promise<string> {
  return (await otplib()).generateURI({ issuer, label, secret })
}

/**
 * The time step whose code this is, one step early or late at most; undefined when it is none. That a step is used
 * once is the caller's to enforce, by one conditional update.
 */
export async function matchingStep(secret: string, typed: string, now: number): Promise<number | undefined> {
  const token = typed.replace(/[\s-]/g, '')
  // otplib throws on anything else rather than answering that it does not match.
  if (!/^[0-9]{6}$/.test(token)) return undefined
  const { verifySync } = await otplib()
  const result = verifySync({
    secret,
    token,
    epoch: Math.floor(now / 1000),
    epochTolerance: STEP_SECONDS,
  })
  return result.valid && 'timeStep' in result ? result.timeStep : undefined
}
