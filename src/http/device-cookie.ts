import type { Request, Response } from 'express'
import { hashToken, type Keyring, randomToken, sameText } from '../lib/secrets.ts'

const YEAR_MS = 365 * 24 * 3_600_000
/** Accounts that one browser is remembered for; a family's computer has a few. */
const ACCOUNTS_MAX = 8
const FORM = /^[\w-]{43}(?:\.[\w-]{43}){1,8}$/

/**
 * The device cookie (OWASP, “Slow down online guessing attacks with device cookies”): a browser that has signed in to
 * an account brings a secret of its own, and a proof for each such account. Its wrong passwords are counted apart, so
 * that no stranger's can keep it waiting. A proof names the account and never a name of it: names change hands, and an
 * unproven address may be somebody else's, who would then be guessed at without end.
 */
export interface Devices {
  /**
   * The key of this browser's own counter for the account `userId`; undefined for a browser that never signed in
   * to it, and for nobody's account.
   */
  counterOf(req: Request, userId: string | undefined): string | undefined
  /** Notes that this browser signed in to the account. */
  remember(req: Request, res: Response, userId: string): void
}

export function createDevices(keyring: Keyring, secure: boolean): Devices {
  const cookie = secure ? '__Host-gatepost-device' : 'gatepost_device'
  const proofOf = (device: string, userId: string) => keyring.mac('device', `${device}:${userId}`)
  const read = (req: Request): { device: string; proofs: string[] } | undefined => {
    const value: unknown = req.cookies[cookie]
    if (typeof value !== 'string' || !FORM.test(value)) return undefined
    const [device = '', ...proofs] = value.split('.')
    return { device, proofs }
  }
  return {
    counterOf(req, userId) {
      const known = read(req)
      if (!known || userId === undefined) return undefined
      const proof = proofOf(known.device, userId)
      const fits = known.proofs.filter((one) => sameText(one, proof)).length > 0
      return fits ? hashToken(`${known.device}:${userId}`) : undefined
    },
    remember(req, res, userId) {
      const { device, proofs } = read(req) ?? { device: randomToken(), proofs: [] }
      const kept = [...new Set([proofOf(device, userId), ...proofs])].slice(0, ACCOUNTS_MAX)
      res.cookie(cookie, [device, ...kept].join('.'), {
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
        secure,
        maxAge: YEAR_MS,
      })
    },
  }
}
