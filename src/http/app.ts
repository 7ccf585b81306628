import cookieParser from 'cookie-parser'
import express, { type Express, type RequestHandler, Router } from 'express'
import { documentRoutes } from './api/documents.ts'
import { createKeyLimit, type KeyLimit } from './api/key-limit.ts'
import { openDocumentRoutes } from './api/open-documents.ts'
import { describeApi } from './api/openapi.ts'
import { allOperations } from './api/operations/index.ts'
import { problemsAt } from './api/problem.ts'
import { apiRouter } from './api/router.ts'
import { assets } from './assets.ts'
import { boundBodyTime } from './body-time.ts'
import { browserSession, forgetEndedSession, saveBeforeRedirect, secureByAddress } from './browser-session.ts'
import { consoleMenu } from './core-menu.ts'
import { createCsrf } from './csrf.ts'
import { createDevices } from './device-cookie.ts'
import { answerErrors, notFound } from './errors.tsx'
import { readFormBody, refuseBadAddress } from './forms.ts'
import { createGuessing } from './guessing.ts'
import { healthRoutes } from './health.ts'
import { createLimits } from './limits.ts'
import { lookRoutes, readLook } from './look.ts'
import type { AppParts, PageParts } from './parts.ts'
import { createPassport } from './passport.ts'
import { processLog } from './process-log.ts'
import { UPLOADS } from './routes/console-user-imports.tsx'
import { pageRoutes } from './routes/index.ts'
import { securityHeaders } from './security-headers.ts'
import { readUpload } from './upload.ts'

/**
 * The whole HTTP side as one Express app; it listens nowhere by itself. Read from top to bottom it is the way of a
 * request: what needs no session comes first, and whatever changes something by a form passes the CSRF check.
 */
export function createApp(parts: AppParts): Express {
  const { deps, settings, sessions } = parts
  const secure = settings.url.startsWith('https:')
  const operations = allOperations(parts)
  const apiDocument = () => describeApi({ ...settings, operations, events: parts.events() })
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', settings.trustProxy)
  app.set('query parser', 'simple')

  app.use(processLog(parts.log, deps.id))
  app.use(securityHeaders(secure))
  app.use(refuseBadAddress)
  app.use(boundBodyTime((req) => req.path === UPLOADS || req.path === '/api/v1/user-imports'))
  app.use('/assets', assets())
  app.use(healthRoutes(parts))
  app.use(lookRoutes(deps))
  app.use(documentRoutes({ ...settings, apiDocument, events: parts.events }))
  app.use(openDocumentRoutes(parts.documents ?? []))
  const limit = createKeyLimit(parts.limits, settings.apiLimit, deps.clock)
  app.use('/api/v1', apiRouter(operations, { deps, calls: parts.calls, limit }))
  for (const { path, router } of parts.rawMounts ?? []) app.use(path, limited(limit), router)
  app.use('/api', notFound)
  app.use(pages({ ...parts, apiDocument }, secure, sessions))
  app.use(notFound)
  app.use(answerErrors(problemsAt(settings.url)))
  return app
}

/** Plugins' calls prove keys by themselves, and count them by the limit of the API. */
const limited =
  (limit: KeyLimit): RequestHandler =>
  (_req, res, next) => {
    res.locals.limitKey = (keyId) => limit.take(keyId, res)
    next()
  }

/** All that a browser uses: session, user, CSRF, then the routes. */
function pages(
  parts: AppParts & Pick<PageParts, 'apiDocument'>,
  secure: boolean,
  sessions: AppParts['sessions'],
): Router {
  const { deps, settings } = parts
  const { keyring } = deps
  const passport = createPassport(deps)
  const csrf = createCsrf(keyring, secure)
  const menu = consoleMenu(parts.menu)

  const router = Router()
  router.use(secureByAddress(secure))
  router.use(readLook(deps))
  router.use(cookieParser(), plainCookies)
  router.use(readUpload(UPLOADS), readUpload('/console/settings/logo'), ...readFormBody)
  router.use(browserSession(sessions, keyring, secure))
  router.use(saveBeforeRedirect)
  router.use(...passport.session, forgetEndedSession)
  router.use((_req, res, next) => {
    res.locals.shell = {
      site: new URL(settings.url).host,
      csrfToken: csrf.token,
      menu: () => menu,
      banners: parts.banners,
      now: () => deps.clock.now(),
    }
    next()
  })
  router.use(csrf.protect)
  const pageLimits = createLimits(parts.limits, settings.limitsScale)
  const guessing = createGuessing(parts.guesses, settings.limitsScale, deps.clock)
  const devices = createDevices(keyring, secure)
  router.use(pageRoutes({ ...parts, passport, pageLimits, guessing, devices }))
  return router
}

/** cookie-parser turns `j:{…}` into an object; no cookie of ours is one, and none may be mistaken for text. */
const plainCookies: RequestHandler = (req, _res, next) => {
  for (const [name, value] of Object.entries(req.cookies))
    if (typeof value !== 'string') delete req.cookies[name]
  next()
}
