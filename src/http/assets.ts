import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import compression from 'compression'
import express, { type RequestHandler, Router } from 'express'
import { methodNotAllowed } from './errors.tsx'

const YEAR_MS = 365 * 24 * 3_600_000

/** Styles, scripts and drawings under /assets; with `?v=` a browser keeps them for good, else it asks again. */
export function assets(): RequestHandler {
  const router = Router()
  const require = createRequire(import.meta.url)
  const files = {
    '/tabler.min.css': require.resolve('@tabler/core/dist/css/tabler.min.css'),
    // The package exports its entry alone; the one file for browsers lies beside it.
    '/simplewebauthn.js': join(
      dirname(require.resolve('@simplewebauthn/browser')),
      '../dist/bundle/index.umd.min.js',
    ),
  }
  // Here and nowhere else: a compressed page that holds a token beside what somebody sent would tell of it by its length.
  router.use(compression())
  router.use((req, res, next) => {
    const kept = req.query.v !== undefined
    res.set('cache-control', kept ? `public, max-age=${YEAR_MS / 1000}, immutable` : 'no-cache')
    next()
  })
  for (const [path, file] of Object.entries(files))
    router
      .route(path)
      .get((_req, res, next) => {
        res.sendFile(file, { cacheControl: false, dotfiles: 'allow' }, (error) => error && next(error))
      })
      .all(methodNotAllowed('GET, HEAD'))
  router.use(express.static(assetFolder(), { cacheControl: false, index: false, redirect: false }))
  return router
}

/** Beside the sources; compiled files lie one folder deeper and leave it there. */
function assetFolder(): string {
  const here = ['../../views/assets', '../../../views/assets'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  return here.find((folder) => existsSync(folder)) ?? here[0] ?? ''
}
