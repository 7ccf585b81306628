import { type RequestHandler, Router } from 'express'
import type { Registry } from 'prom-client'
import { Refusal } from '../domain/errors.ts'
import { sameText } from '../lib/secrets.ts'
import { isDirectLoopback } from './client-address.ts'
import { methodNotAllowed } from './errors.tsx'
import type { AppParts, ReadinessCheck } from './parts.ts'

/** /healthz: the process answers. /readyz: it may be sent requests. /metrics: figures for Prometheus. */
export function healthRoutes(parts: Pick<AppParts, 'readiness' | 'metrics' | 'settings'>): Router {
  const router = Router()
  const only = methodNotAllowed('GET, HEAD')
  router
    .route('/healthz')
    .get((_req, res) => {
      res.set('cache-control', 'no-store').json({ status: 'ok' })
    })
    .all(only)
  router
    .route('/readyz')
    .get(async (_req, res) => {
      const checks = await ask(parts.readiness)
      const ready = checks.every((check) => check.ok)
      res
        .status(ready ? 200 : 503)
        .set('cache-control', 'no-store')
        .json({ status: ready ? 'ready' : 'not ready', checks })
    })
    .all(only)
  router.route('/metrics').get(metrics(parts.metrics, parts.settings.metricsToken)).all(only)
  return router
}

/** A check that throws is a reason by itself: whoever asks must learn that the server is not ready. */
async function ask(readiness: AppParts['readiness']): Promise<readonly ReadinessCheck[]> {
  try {
    return await readiness()
  } catch {
    return [{ name: 'checks', ok: false, reason: 'The checks could not be made; the process log says why.' }]
  }
}

function metrics(registry: Registry, token: string | undefined): RequestHandler {
  return async (req, res) => {
    const sent = /^Bearer (.+)$/i.exec(req.get('authorization') ?? '')?.[1]
    const known = token !== undefined && sent !== undefined && sameText(sent, token)
    // A wrong token is refused from everywhere; without one, only this machine itself may look.
    if (!known && (sent !== undefined || !isDirectLoopback(req))) throw new Refusal('forbidden')
    res
      .set('cache-control', 'no-store')
      .type(registry.contentType)
      .send(await registry.metrics())
  }
}
