import type { Keyring, Request, Response } from '#gatepost'
import type { ShownOnce } from '../views/endpoint-page.tsx'

const COOKIE = 'gatepost_once'
const MINUTES_5 = 5 * 60_000

/**
 * Carries a secret over the redirect after a form to the one page that shows it: sealed, in a cookie that scripts
 * cannot read and that the page takes back, so that neither a reload nor the way back shows it again, and no
 * server keeps it.
 */
export function secretOnce(keyring: Keyring, secure: boolean, now: () => number) {
  const bound = (endpointId: string, who: string) => `once ${endpointId} ${who}`
  const options = (endpointId: string) =>
    ({ httpOnly: true, secure, sameSite: 'strict', path: `/console/webhooks/${endpointId}` }) as const
  return {
    leave(res: Response, endpointId: string, who: string, shown: ShownOnce): void {
      const until = now() + MINUTES_5
      const sealed = keyring.seal(
        'webhook-secret',
        JSON.stringify([until, shown.occasion, shown.secret]),
        bound(endpointId, who),
      )
      res.cookie(COOKIE, sealed, { ...options(endpointId), maxAge: MINUTES_5 })
    },

    /** The secret left for this page and this operator, or undefined. It is gone afterwards. */
    take(req: Request, res: Response, endpointId: string, who: string): ShownOnce | undefined {
      const sealed: unknown = req.cookies?.[COOKIE]
      if (typeof sealed !== 'string') return undefined
      res.clearCookie(COOKIE, options(endpointId))
      try {
        const [until, occasion, secret] = JSON.parse(
          keyring.open('webhook-secret', sealed, bound(endpointId, who)),
        )
        return until > now() ? { occasion, secret } : undefined
      } catch {
        return undefined
      }
    },
  }
}
export type SecretOnceCarrier = ReturnType<typeof secretOnce>
