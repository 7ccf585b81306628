import { Router } from 'express'
import { type Host, Refusal } from '#gatepost'
import { answer, answerErrors } from './answer.ts'
import { authenticate } from './authenticate.ts'
import type { Call, Services } from './calls/call.ts'

/** Where GenAuth's clients look for the management API; it is part of what they sign. */
export const BASE = '/api/v3'

/** The calls, each behind the check of its signature, then nothing: other calls of GenAuth's API are not here. */
export function genauthRouter(host: Host, calls: readonly Call[], services: Services): Router {
  const { requests } = host
  const router = Router()
  for (const { method, path, run } of calls)
    router
      .route(path)
      [method](...requests.readJson, async (req, res) => {
        const key = await authenticate(host, `${BASE}${path}`, req)
        await requests.limitKey(res, key.id)
        const context = requests.context(req, { type: 'api_key', id: key.id })
        const data = await run(services, method === 'get' ? req.query : req.body, context)
        answer(res, context.requestId ?? '', data)
      })
      .all(() => {
        throw new Refusal('method_not_allowed')
      })
  router.use(() => {
    throw new Refusal('not_found', {
      message: 'Of GenAuth’s management API only the calls about webhooks are here.',
    })
  })
  router.use(answerErrors(host))
  return router
}
