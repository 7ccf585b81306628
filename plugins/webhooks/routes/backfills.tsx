import { type Router as ExpressRouter, Router } from 'express'
import { type Errors, Refusal, type Request, type Response } from '#gatepost'
import type { BackfillPreview, BackfillRequest } from '../backfill/backfill.ts'
import type { EndpointView } from '../service.ts'
import { BackfillForm, type BackfillValues } from '../views/backfill-form.tsx'
import { BackfillPage, backfillHref } from '../views/backfill-page.tsx'
import { isMoving } from '../views/sending-progress.tsx'
import { askedBackfill, backfillErrors, readBackfillForm } from './backfill-form.ts'
import { type Console, named } from './console.ts'

/** Sending users: the form with its preview, the progress of what runs, and its stop. */
export function backfillRoutes(console: Console): ExpressRouter {
  const { kit, service, backfills } = console
  const router = Router()

  router.get('/:id/backfills/new', async (req, res) => {
    const endpoint = await service.getEndpoint(req.params.id)
    showForm(req, res, { endpoint, values: readBackfillForm(req.query), asked: NOTHING })
  })

  router.post('/:id/backfills', async (req, res) => {
    const values = readBackfillForm(req.body ?? {})
    const endpoint = await service.getEndpoint(req.params.id)
    const { request, errors } = askedBackfill(values)
    if (Object.keys(errors).length > 0)
      return showForm(req, res, { endpoint, values, asked: { ...NOTHING, errors } })
    if (req.body?.preview !== undefined)
      return showForm(req, res, { endpoint, values, asked: await previewOf(endpoint.id, request) })
    try {
      const backfill = await backfills.startBackfill(endpoint.id, request, kit.context(req))
      res.redirect(303, backfillHref(endpoint.id, backfill.id))
    } catch (error) {
      showForm(req, res, { endpoint, values, asked: refusedAs(error) })
    }
  })

  router.get('/:id/backfills/:backfill', async (req, res) => {
    const { id, backfill: backfillId } = req.params
    const backfill = await backfills.getBackfill(id, backfillId)
    const endpoint = await named(console, id)
    kit.page(req, res, {
      title: `Sending users to ${endpoint.name}`,
      active: '/console/webhooks',
      ...(isMoving(backfill) ? { live: { topic: 'backfill', query: { id, backfill: backfill.id } } } : {}),
      body: <BackfillPage csrfToken={kit.csrfToken(req, res)} endpoint={endpoint} backfill={backfill} />,
    })
  })

  router.post('/:id/backfills/:backfill/stop', async (req, res) => {
    const { id, backfill } = req.params
    try {
      await backfills.stopBackfill(id, backfill, kit.context(req))
    } catch (error) {
      // It ended by itself while the button was on its way.
      if (!(error instanceof Refusal) || error.code !== 'conflict') throw error
    }
    res.redirect(303, backfillHref(id, backfill))
  })

  interface Shown {
    readonly endpoint: EndpointView
    readonly values: BackfillValues
    readonly asked: Asked
  }

  function showForm(req: Request, res: Response, { endpoint, values, asked }: Shown): void {
    const faulty = Object.keys(asked.errors).length > 0
    kit.page(req, res, {
      title: `Send users to ${endpoint.name}`,
      active: '/console/webhooks',
      status: faulty ? 422 : (asked.status ?? 200),
      body: (
        <BackfillForm csrfToken={kit.csrfToken(req, res)} endpoint={endpoint} values={values} {...asked} />
      ),
    })
  }

  async function previewOf(id: string, request: BackfillRequest): Promise<Asked> {
    try {
      return { ...NOTHING, preview: await backfills.previewBackfill(id, request) }
    } catch (error) {
      return { ...refusedAs(error), status: undefined }
    }
  }

  return router
}

interface Asked {
  readonly errors: Errors
  readonly preview: BackfillPreview | undefined
  /** Why it cannot be, where that is no field's fault. */
  readonly refusal: string | undefined
  readonly status: number | undefined
}
const NOTHING: Asked = { errors: {}, preview: undefined, refusal: undefined, status: undefined }

/** A refusal as the form shows it; anything else goes on as it came. */
function refusedAs(error: unknown): Asked {
  if (!(error instanceof Refusal) || error.code === 'not_found') throw error
  if (error.code === 'invalid') return { ...NOTHING, errors: backfillErrors(error.fields) }
  return { ...NOTHING, refusal: error.message, status: error.status }
}
