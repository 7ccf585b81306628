import { z } from 'zod'
import type { PluginReport } from '../../../domain/plugin-report.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import type { PluginCare } from '../../parts.ts'
import { pageOf } from '../pages.ts'

const subscriberSchema = z.object({
  name: z.string(),
  position: z.int().describe('How far it has read'),
  behind: z.int().describe('Events that it has still to read'),
  failures: z.int().describe('Failed tries of what it stands at'),
  parkedCount: z.int().describe('Events that were set aside after it failed on them'),
  parked: z
    .array(z.object({ position: z.int(), error: z.string(), parkedAt: z.iso.datetime() }))
    .describe('The first few of them'),
})
const pluginSchema = z.object({
  id: z.string(),
  version: z.string().nullable().describe('null for one that comes with the server'),
  contract: z.int(),
  subscribers: z.array(subscriberSchema),
})

const tag = 'Plugins'

/** Plugins and how they fare, over the API. */
export function pluginOperations(plugins: PluginCare): readonly ApiOperation[] {
  return [
    operation({
      id: 'listPlugins',
      method: 'get',
      path: '/plugins',
      tag,
      summary: 'The plugins, how far each has read the log, and what was set aside',
      scope: 'settings:read',
      answers: { 200: { description: 'All of them', body: pageOf(pluginSchema) } },
      async run() {
        return { status: 200, body: { data: (await plugins.report()).map(pluginView), next: null } }
      },
    }),
    operation({
      id: 'retryParkedEvent',
      method: 'post',
      path: '/plugins/retry',
      tag,
      summary: 'Hand an event that was set aside to its subscriber once more',
      scope: 'settings:write',
      body: z.object({ subscriber: z.string().min(1).max(200), position: z.int().min(1) }),
      answers: { 204: { description: 'The subscriber has it now' } },
      async run({ body, context }) {
        await plugins.retryParked(body, context)
        return { status: 204 }
      },
    }),
  ]
}

function pluginView({ id, version, contract, subscribers }: PluginReport): z.infer<typeof pluginSchema> {
  return {
    ...{ id, version: version ?? null, contract },
    subscribers: subscribers.map(({ parked, name, position, behind, failures, parkedCount }) => ({
      ...{ name, position, behind, failures, parkedCount },
      parked: parked.map(({ position, error, parkedAt }) => ({
        ...{ position, error },
        parkedAt: new Date(parkedAt).toISOString(),
      })),
    })),
  }
}
