import { type Router as ExpressRouter, Router } from 'express'
import { type Errors, Refusal, type Request, type Response } from '#gatepost'
import type { EndpointView } from '../service.ts'
import { backfillHref } from '../views/backfill-page.tsx'
import { RepairForm, type RepairValues } from '../views/repair-form.tsx'
import { RepairPage, repairHref } from '../views/repair-page.tsx'
import { type Console, named } from './console.ts'
import { readPairs, readRepairForm } from './repair-form.ts'
import { shownDifferences } from './shown-differences.ts'

/** Comparing with a receiver: the form, what was found, and sending it. */
export function repairRoutes(console: Console): ExpressRouter {
  const { kit, service, repairs } = console
  const router = Router()

  router.get('/:id/repairs/new', async (req, res) => {
    showForm(req, res, await service.getEndpoint(req.params.id), { url: '', pairs: '' }, {})
  })

  router.post('/:id/repairs', async (req, res) => {
    const values = readRepairForm(req.body ?? {})
    const endpoint = await service.getEndpoint(req.params.id)
    const pairs = readPairs(values)
    if ('errors' in pairs) return showForm(req, res, endpoint, values, pairs.errors)
    try {
      const url = values.url === '' ? null : values.url
      const repair = await repairs.startRepair(endpoint.id, url, kit.context(req))
      if (url === null) await repairs.compareAll(endpoint.id, repair.id, pairs.users)
      res.redirect(303, repairHref(endpoint.id, repair.id))
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'invalid') throw error
      showForm(req, res, endpoint, values, error.fields)
    }
  })

  router.get('/:id/repairs/:repair', async (req, res) => {
    const { id, repair: repairId } = req.params
    const repair = await repairs.getRepair(id, repairId)
    const [endpoint, differences] = await Promise.all([
      named(console, id),
      shownDifferences(console, id, repairId),
    ])
    kit.page(req, res, {
      title: `What ${endpoint.name} lacks`,
      active: '/console/webhooks',
      ...(repair.state === 'fetching' ? { live: { topic: 'repair', query: { id, repair: repair.id } } } : {}),
      body: (
        <RepairPage
          csrfToken={kit.csrfToken(req, res)}
          endpoint={endpoint}
          repair={repair}
          differences={differences}
        />
      ),
    })
  })

  router.post('/:id/repairs/:repair/send', async (req, res) => {
    const { id, repair } = req.params
    try {
      const backfill = await repairs.sendRepair(id, repair, kit.context(req))
      res.redirect(303, backfillHref(id, backfill))
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'conflict') throw error
      kit.flash(req, error.message)
      res.redirect(303, repairHref(id, repair))
    }
  })

  function showForm(
    req: Request,
    res: Response,
    endpoint: EndpointView,
    values: RepairValues,
    errors: Errors,
  ): void {
    kit.page(req, res, {
      title: `Compare with ${endpoint.name}`,
      active: '/console/webhooks',
      status: Object.keys(errors).length > 0 ? 422 : 200,
      body: (
        <RepairForm csrfToken={kit.csrfToken(req, res)} endpoint={endpoint} values={values} errors={errors} />
      ),
    })
  }

  return router
}
