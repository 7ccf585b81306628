import { z } from 'zod'
import { type ApiOperation, operation } from '#gatepost'
import { endpointInput, endpointPatch } from '../endpoint/endpoint.ts'
import { ENDPOINT_CONDITIONS, type WebhooksService } from '../service.ts'
import { pageOf, paging } from './lists.ts'
import {
  editedWebhook,
  editedWebhookSchema,
  webhookAnswer,
  webhookSchema,
  webhookWithSecret,
  webhookWithSecretSchema,
} from './webhook-answer.ts'

const tag = 'Webhooks'
const read = 'webhooks:read'
const write = 'webhooks:write'
const params = z.object({ id: z.string() })
const webhook = { description: 'The webhook', body: webhookSchema }
const SECONDS = 'Send whole seconds, from 0 to 2592000 (30 days).'

/** Webhooks over the API, in the shapes of the design. */
export function webhookOperations(service: WebhooksService): readonly ApiOperation[] {
  return [
    operation({
      id: 'listWebhooks',
      method: 'get',
      path: '/webhooks',
      tag,
      summary: 'Webhooks in the order of their making',
      scope: read,
      query: z.object({
        ...paging,
        state: z
          .enum(ENDPOINT_CONDITIONS, 'Send failing or disabled.')
          .optional()
          .describe('Only those that fail and are probed, or that are off'),
        search: z
          .string('Send one text.')
          .max(300)
          .optional()
          .describe('A part of a name or a URL, in whatever case, or a whole id'),
      }),
      answers: { 200: { description: 'A page of webhooks', body: pageOf(webhookSchema) } },
      async run({ query: { state, ...query } }) {
        const { data, next } = await service.listEndpoints({ ...query, condition: state })
        return { status: 200, body: { data: data.map(webhookAnswer), next } }
      },
    }),
    operation({
      id: 'createWebhook',
      method: 'post',
      path: '/webhooks',
      tag,
      summary: 'Create a webhook; it gets every matching event from the next one on',
      scope: write,
      body: endpointInput,
      answers: {
        201: {
          description: 'The webhook with its secret, shown this once',
          body: webhookWithSecretSchema,
          tagged: true,
        },
      },
      async run({ body, context }) {
        const created = await service.createEndpoint(body, context)
        const headers = { location: `/api/v1/webhooks/${created.endpoint.id}` }
        const version = String(created.endpoint.version)
        return { status: 201, version, body: webhookWithSecret(created), headers }
      },
    }),
    operation({
      id: 'readWebhook',
      method: 'get',
      path: '/webhooks/{id}',
      tag,
      summary: 'One webhook',
      scope: read,
      params,
      answers: { 200: webhook },
      versioned: true,
      async run({ params: { id } }) {
        const endpoint = await service.getEndpoint(id)
        return { status: 200, version: String(endpoint.version), body: webhookAnswer(endpoint) }
      },
    }),
    operation({
      id: 'updateWebhook',
      method: 'patch',
      path: '/webhooks/{id}',
      tag,
      summary: 'Change what is sent; `enabled` switches it on or off',
      scope: write,
      versioned: true,
      params,
      query: z.object({
        waiting: z
          .enum(['send', 'skip'], 'Send send or skip.')
          .optional()
          .describe('What becomes of what waits here when `enabled` switches it on; `send` unless told'),
      }),
      body: endpointPatch,
      answers: { 200: { description: 'The webhook', body: editedWebhookSchema } },
      async run({ params: { id }, query: { waiting }, body, context, seen }) {
        const unchanged = ({ version }: { readonly version: number }) => seen(String(version))
        const edited = await service.editEndpoint(id, body, context, { waiting, unchanged })
        return { status: 200, version: String(edited.endpoint.version), body: editedWebhook(edited) }
      },
    }),
    operation({
      id: 'deleteWebhook',
      method: 'delete',
      path: '/webhooks/{id}',
      tag,
      summary: 'Delete a webhook; what waits there ends as skipped',
      scope: write,
      params,
      answers: { 204: { description: 'Deleted' } },
      versioned: true,
      async run({ params: { id }, context, seen }) {
        await service.deleteEndpoint(id, context, ({ version }) => seen(String(version)))
        return { status: 204 }
      },
    }),
    operation({
      id: 'testWebhook',
      method: 'post',
      path: '/webhooks/{id}/test',
      tag,
      summary: 'Send a ping to this webhook and to no other',
      scope: write,
      params,
      answers: {
        202: { description: 'On its way; its delivery appears under /deliveries?endpoint={id}&type=ping' },
      },
      async run({ params: { id }, context }) {
        await service.sendTest(id, context)
        return { status: 202 }
      },
    }),
    operation({
      id: 'rotateWebhookSecret',
      method: 'post',
      path: '/webhooks/{id}/rotate-secret',
      tag,
      summary: 'Give a webhook a new secret; the old one signs along for a while',
      scope: write,
      params,
      body: z.object({
        overlapSeconds: z
          .int(SECONDS)
          .min(0, SECONDS)
          .max(2_592_000, SECONDS)
          .default(86_400)
          .describe('How long the old secret signs along; 0 ends it now'),
      }),
      answers: {
        200: {
          description: 'The webhook with its new secret, shown this once',
          body: webhookWithSecretSchema,
        },
      },
      async run({ params: { id }, body, context }) {
        const overlapMs = body.overlapSeconds * 1000
        return {
          status: 200,
          body: webhookWithSecret(await service.rotateSecret(id, { overlapMs }, context)),
        }
      },
    }),
  ]
}
