import { type Router as ExpressRouter, Router } from 'express'
import { Refusal, type Request, type Response } from '#gatepost'
import { endpointHref } from '../views/delivery-table.tsx'
import { EndpointPage } from '../views/endpoint-page.tsx'
import { OVERLAPS } from '../views/secrets-card.tsx'
import { type Console, choosableTypes, countTypes, operatorId } from './console.ts'
import { readFilter } from './delivery-filter.ts'
import { findDelivery, listDeliveries, newRows } from './delivery-list.ts'
import { readFields } from './read-fields.ts'
import type { SecretOnceCarrier } from './show-once.ts'

/** Replays shown on the page. */
const REPLAYS = 3

/** One webhook, and the buttons on its page. */
export function endpointRoutes(console: Console, once: SecretOnceCarrier): ExpressRouter {
  const { kit, service, reports, replays, clock, events } = console
  const router = Router()

  router.get('/:id', async (req, res) => {
    const endpoint = await service.getEndpoint(req.params.id)
    const filter = { ...readFilter(req.query), endpoint: '' }
    const found = await findDelivery(console, filter)
    if (found !== undefined) return res.redirect(303, found)
    const [secrets, activity, counts, list, missed, replayed] = await Promise.all([
      service.listSecrets(endpoint.id),
      reports.activity(endpoint.id),
      reports.counts([endpoint.id]),
      listDeliveries(console, filter, endpoint.id),
      reports.missed(endpoint.id),
      replays.listReplays(endpoint.id, { limit: REPLAYS }),
    ])
    kit.page(req, res, {
      title: endpoint.name,
      active: '/console/webhooks',
      status: Object.keys(list.errors).length > 0 ? 422 : 200,
      scripts: ['copy'],
      live: {
        topic: 'webhook',
        query: { ...newRows(list, endpoint.id).live?.query, id: endpoint.id },
      },
      body: (
        <EndpointPage
          csrfToken={kit.csrfToken(req, res)}
          now={clock.now()}
          endpoint={endpoint}
          secrets={secrets}
          activity={activity}
          counts={counts.get(endpoint.id) ?? { open: 0, dead: 0 }}
          list={list}
          types={choosableTypes(events())}
          missed={missed}
          replays={replayed.data}
          gets={countTypes(endpoint, events())}
          shown={once.take(req, res, endpoint.id, operatorId(kit, req))}
        />
      ),
    })
  })

  const back = (res: Response, id: string) => res.redirect(303, endpointHref(id))
  const showSecret = (
    req: Request,
    res: Response,
    id: string,
    shown: Parameters<SecretOnceCarrier['leave']>[3],
  ) => {
    once.leave(res, id, operatorId(kit, req), shown)
    back(res, id)
  }

  router.post('/:id/test', async (req, res) => {
    readFields(req)
    await service.sendTest(req.params.id, kit.context(req))
    kit.flash(req, 'A test is on its way. It appears below as ping.')
    back(res, req.params.id)
  })

  router.post('/:id/rotate', async (req, res) => {
    const { overlap } = readFields(req, 'overlap')
    if (!OVERLAPS.some(({ value }) => value === overlap))
      throw new Refusal('invalid', { message: 'Choose how long the old secret signs along.' })
    const { secret } = await service.rotateSecret(
      req.params.id,
      { overlapMs: Number(overlap) * 1000 },
      kit.context(req),
    )
    if (secret !== null) return showSecret(req, res, req.params.id, { occasion: 'rotated', secret })
    kit.flash(req, 'New key pair made. Its public key stands under Secrets.')
    back(res, req.params.id)
  })

  router.post('/:id/reveal', kit.requireFreshProof, async (req: Request<{ id: string }>, res) => {
    readFields(req)
    const { secret } = await service.revealSecret(req.params.id, kit.context(req))
    showSecret(req, res, req.params.id, { occasion: 'revealed', secret })
  })

  router.post('/:id/secrets/:secret/end', async (req, res) => {
    readFields(req)
    await service.endSecret(req.params.id, req.params.secret, kit.context(req))
    kit.flash(req, 'The old secret ended. Only the new one signs from now on.')
    back(res, req.params.id)
  })

  router.post('/:id/enable', async (req, res) => {
    const { waiting } = readFields(req, 'waiting')
    if (waiting !== 'send' && waiting !== 'skip')
      throw new Refusal('invalid', { message: 'Choose what becomes of the deliveries that wait.' })
    const { name } = await service.enableEndpoint(req.params.id, { waiting }, kit.context(req))
    kit.flash(
      req,
      waiting === 'send'
        ? `${name} is on. What waited goes out in order.`
        : `${name} is on. What waited was skipped; the next event goes out.`,
    )
    back(res, req.params.id)
  })

  router.post('/:id/disable', async (req, res) => {
    readFields(req)
    const { name } = await service.disableEndpoint(req.params.id, kit.context(req))
    kit.flash(req, `${name} is off. What waits stays until it is on again.`)
    back(res, req.params.id)
  })

  router.post('/:id/delete', async (req, res) => {
    readFields(req)
    const { name } = await service.getEndpoint(req.params.id)
    await service.deleteEndpoint(req.params.id, kit.context(req))
    kit.flash(req, `${name} deleted. What was sent stays in the list of deliveries.`)
    res.redirect(303, '/console/webhooks')
  })

  return router
}
