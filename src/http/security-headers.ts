import type { RequestHandler } from 'express'
import helmet from 'helmet'

/**
 * Headers of every answer. Nothing inline and nothing foreign runs or loads; no page stands in a frame. Scripts and
 * styles are files under /assets, so the policy needs no nonce. `data:` serves the drawings inside Tabler's styles.
 */
export function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        frameSrc: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
  })
}

/** For pages whose address holds a token: no other page ever learns that address. */
export const hideAddress: RequestHandler = (_req, res, next) => {
  res.set('referrer-policy', 'no-referrer')
  next()
}
