import { createHash } from 'node:crypto'
import { type Router as ExpressRouter, Router } from 'express'
import { Refusal } from '#gatepost'
import type { EndpointView } from '../service.ts'
import type { ShownBody } from '../views/attempts-card.tsx'
import { DELIVERIES, DeliveriesPage } from '../views/deliveries-page.tsx'
import { DeliveryPage } from '../views/delivery-page.tsx'
import { deliveryHref, NO_CONTEXT } from '../views/delivery-table.tsx'
import { type Console, choosableTypes } from './console.ts'
import { readFilter } from './delivery-filter.ts'
import { findDelivery, listDeliveries, newRows } from './delivery-list.ts'
import { readable } from './preview.ts'

/** Webhooks offered in the filter. */
const OFFERED = 200

/** Deliveries of all webhooks, and one of them. */
export function deliveriesRoutes(console: Console): ExpressRouter {
  const { kit, service, reports, clock, events } = console
  const router = Router()

  router.get('/', async (req, res) => {
    const filter = readFilter(req.query)
    const found = await findDelivery(console, filter)
    if (found !== undefined) return res.redirect(303, found)
    const { data: endpoints } = await service.listEndpoints({ limit: OFFERED })
    const counted = async () => {
      if (filter.endpoint === '') return reports.totals()
      return (await reports.counts([filter.endpoint])).get(filter.endpoint)
    }
    const [list, counts] = await Promise.all([listDeliveries(console, filter), counted()])
    kit.page(req, res, {
      title: 'Deliveries',
      active: DELIVERIES,
      ...newRows(list),
      status: Object.keys(list.errors).length > 0 ? 422 : 200,
      body: (
        <DeliveriesPage
          list={list}
          types={choosableTypes(events())}
          endpoints={endpoints}
          counts={counts ?? { open: 0, dead: 0 }}
          now={clock.now()}
        />
      ),
    })
  })

  router.get('/:id', async (req, res) => {
    const delivery = await service.getDelivery(req.params.id)
    const { id } = delivery
    const [endpoint, attempts, event, preview, contexts, lane, success] = await Promise.all([
      endpointOf(console, delivery.endpoint.id),
      service.listAttempts(id),
      service.getEvent(id),
      service.previewBody(id),
      reports.contextOf([delivery]),
      reports.lanePlace(id),
      reports.activities([delivery.endpoint.id]),
    ])
    const changes = event?.data?.changes
    kit.page(req, res, {
      title: `${delivery.event.type} to ${delivery.endpoint.name}`,
      active: DELIVERIES,
      scripts: ['copy'],
      body: (
        <DeliveryPage
          csrfToken={kit.csrfToken(req, res)}
          now={clock.now()}
          delivery={delivery}
          endpoint={endpoint}
          context={contexts.get(id) ?? NO_CONTEXT}
          attempts={attempts}
          body={shownBody(preview)}
          lane={lane}
          changed={typeof changes === 'object' && changes !== null ? Object.keys(changes) : []}
          success={success.get(delivery.endpoint.id)}
        />
      ),
    })
  })

  router.post('/:id/resend', async (req, res) => {
    const delivery = await service.resendDelivery(req.params.id, kit.context(req))
    kit.flash(req, 'Due now. It goes out as soon as a worker takes it.')
    res.redirect(303, deliveryHref(delivery.id))
  })

  return router
}

/** Undefined once it was deleted. */
async function endpointOf({ service }: Console, id: string): Promise<EndpointView | undefined> {
  try {
    return await service.getEndpoint(id)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return undefined
    throw error
  }
}

function shownBody(preview: { readonly body: string } | { readonly skip: string }): ShownBody {
  if ('skip' in preview) return { text: undefined, sha256: undefined }
  return {
    text: readable(preview.body),
    sha256: createHash('sha256').update(preview.body).digest('hex'),
  }
}
