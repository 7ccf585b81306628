import type { Request, Response } from 'express'
import { hashToken, type Keyring, randomToken, sameText } from '../lib/secrets.ts'
import { forName } from './limits.ts'

const YEAR_MS = 365 * 24 * 3_600_000
/** Names that one browser is remembered for; a family's computer has a few. */
const NAMES_MAX = 8
const FORM = /^[\w-]{43}(?:\.[\w-]{43}){1,8}$/

/**
 * The device cookie (OWASP, “Slow down online guessing attacks with device cookies”): a browser that has signed in to
 * an account brings a secret of its own, and a proof for each name that it signed in by. Its wrong passwords are
 * counted apart, so that no stranger's can keep it waiting.
 */
export interface Devices {
  /** The key of this browser's own counter for the name as typed; undefined for one that never signed in by it. */
  counterOf(req: Request, login: string): string | undefined
  /** Notes that this browser signed in; the names are those by which it may do so again. */
  remember(req: Request, res: Response, names: readonly (string | null)[]): void
}

export function createDevices(keyring: Keyring, secure: boolean): Devices {
  const cookie = secure ? '__Host-gatepost-device' : 'gatepost_device'
  const proofOf = (device: string, login: string) => keyring.mac('device', `${device}:${forName(login)}`)
  const read = (req: Request): { device: string; proofs: string[] } | undefined => {
    const value: unknown = req.cookies[cookie]
    if (typeof value !== 'string' || !FORM.test(value)) return undefined
    const [device = '', ...proofs] = value.split('.')
    return { device, proofs }
  }
  return {
    counterOf(req, login) {
      const known = read(req)
      if (!known) return undefined
      const proof = proofOf(known.device, login)
      const fits = known.proofs.filter((one) => sameText(one, proof)).length > 0
      return fits ? hashToken(`${known.device}:${forName(login)}`) : undefined
    },
    remember(req, res, names) {
      const { device, proofs } = read(req) ?? { device: randomToken(), proofs: [] }
      const fresh = names.flatMap((name) => (name === null ? [] : [proofOf(device, name)]))
      const kept = [...new Set([...fresh, ...proofs])].slice(0, NAMES_MAX)
      if (kept.length === 0) return
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
