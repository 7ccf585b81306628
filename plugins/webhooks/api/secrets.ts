import { z } from 'zod'
import { type ApiOperation, operation } from '#gatepost'
import { SIGNATURES } from '../endpoint/endpoint-fields.ts'
import type { SecretView, WebhooksService } from '../service.ts'
import { iso, pageOf } from './lists.ts'

const secretSchema = z.object({
  id: z.string().describe('sec_…'),
  hint: z.string().describe('Its last characters; of a key pair the public key'),
  scheme: z.enum(SIGNATURES),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable().describe('Until when it signs along; null for the current one'),
})
const tag = 'Webhooks'

/** Signing secrets over the API, by their last characters. A whole one is shown when it is made, and never to a key again. */
export function secretOperations(service: WebhooksService): readonly ApiOperation[] {
  return [
    operation({
      id: 'listWebhookSecrets',
      method: 'get',
      path: '/webhooks/{id}/secrets',
      tag,
      summary: 'The secrets that sign now, the current one first',
      scope: 'webhooks:read',
      params: z.object({ id: z.string() }),
      answers: { 200: { description: 'All of them', body: pageOf(secretSchema) } },
      async run({ params: { id } }) {
        return { status: 200, body: { data: (await service.listSecrets(id)).map(secretAnswer), next: null } }
      },
    }),
    operation({
      id: 'endWebhookSecret',
      method: 'delete',
      path: '/webhooks/{id}/secrets/{secret}',
      tag,
      summary: 'End an old secret before its overlap is over',
      scope: 'webhooks:write',
      params: z.object({ id: z.string(), secret: z.string() }),
      answers: { 204: { description: 'Ended' } },
      async run({ params: { id, secret }, context }) {
        await service.endSecret(id, secret, context)
        return { status: 204 }
      },
    }),
  ]
}

const secretAnswer = (view: SecretView): z.infer<typeof secretSchema> => ({
  ...view,
  createdAt: iso(view.createdAt),
  expiresAt: iso(view.expiresAt),
})
