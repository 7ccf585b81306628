import { type Router as ExpressRouter, Router } from 'express'
import { UsersPage } from '../views/users-page.tsx'
import type { Console } from './console.ts'

/** Backfills and repairs shown on the page. */
const SHOWN = 20

/** What the receiver of a webhook knows of users. */
export function usersRoutes({ kit, service, backfills, repairs }: Console): ExpressRouter {
  const router = Router()
  router.get('/:id/users', async (req, res) => {
    const endpoint = await service.getEndpoint(req.params.id)
    const [sent, compared] = await Promise.all([
      backfills.listBackfills(endpoint.id, { limit: SHOWN }),
      repairs.listRepairs(endpoint.id, { limit: SHOWN }),
    ])
    kit.page(req, res, {
      title: `Users of ${endpoint.name}`,
      active: '/console/webhooks',
      body: <UsersPage endpoint={endpoint} backfills={sent.data} repairs={compared.data} />,
    })
  })
  return router
}
