import { type RequestHandler, Router } from 'express'
import { accentStyles } from '../../views/accent-styles.ts'
import type { Deps } from '../usecases/deps.ts'
import { readLogo } from '../usecases/read-logo.ts'
import { readSiteSettings } from '../usecases/read-site-settings.ts'
import { methodNotAllowed } from './errors.tsx'

/** Reads how the server presents itself, for every page of the request. */
export function readLook(deps: Deps): RequestHandler {
  return async (_req, res, next) => {
    res.locals.look = await readSiteSettings(deps)
    next()
  }
}

/** /look/logo, and /look.css: the accent colour of the operator's choice; empty without one. Pages name the colour in its address. */
export function lookRoutes(deps: Deps): Router {
  const router = Router()
  router
    .route('/look.css')
    .get(async (_req, res) => {
      const { accent } = await readSiteSettings(deps)
      res.set('cache-control', 'no-cache').type('css')
      res.send(accent === null ? '' : accentStyles(accent))
    })
    .all(methodNotAllowed('GET, HEAD'))
  router
    .route('/look/logo')
    .get(async (req, res) => {
      const { type, bytes } = await readLogo(deps)
      // An image and nothing else, also where a browser opens it by itself.
      res.set('content-security-policy', "default-src 'none'; sandbox")
      res.set('cache-control', req.query.v === undefined ? 'no-cache' : 'public, max-age=31536000, immutable')
      res.type(type).send(bytes)
    })
    .all(methodNotAllowed('GET, HEAD'))
  return router
}
