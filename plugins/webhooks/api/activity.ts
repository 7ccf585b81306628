import { z } from 'zod'
import { type ApiOperation, operation } from '#gatepost'
import type { Reports } from '../reports.ts'
import type { WebhooksService } from '../service.ts'
import { iso } from './lists.ts'

const attempts = { delivered: z.int(), failed: z.int() }
const milliseconds = z.int().nullable()

export const activitySchema = z.object({
  since: z.iso.datetime().describe('When the first of the half hours began'),
  ...attempts,
  p50Ms: milliseconds.describe('Half of the successful attempts took at most this long; null without any'),
  p95Ms: milliseconds.describe('95 % of them did'),
  halfHours: z.array(z.object(attempts)).describe('48, oldest first; the last one goes on'),
})

/** How webhooks fare, over the API: the figures of their pages in the console. */
export function activityOperations(
  service: Pick<WebhooksService, 'getEndpoint'>,
  reports: Pick<Reports, 'activity'>,
): readonly ApiOperation[] {
  return [
    operation({
      id: 'readWebhookActivity',
      method: 'get',
      path: '/webhooks/{id}/activity',
      tag: 'Webhooks',
      summary: 'How attempts went over the last 24 hours',
      scope: 'webhooks:read',
      params: z.object({ id: z.string() }),
      answers: { 200: { description: 'Attempts that delivered and that failed', body: activitySchema } },
      async run({ params }) {
        const { id } = await service.getEndpoint(params.id)
        const { since, steps, ...sums } = await reports.activity(id)
        return {
          status: 200,
          body: { ...sums, since: iso(since), halfHours: steps.map((step) => ({ ...step })) },
        }
      },
    }),
  ]
}
