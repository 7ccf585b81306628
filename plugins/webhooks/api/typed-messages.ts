import { z } from 'zod'
import { type ApiOperation, operation } from '#gatepost'
import { typedMessage } from '../endpoint/typed-message.ts'
import type { TypedView, WebhooksService } from '../service.ts'
import { attemptAnswer, attemptSchema } from './delivery-answer.ts'
import { iso, pageOf } from './lists.ts'

const typedSchema = z.object({
  id: z.string().describe('test_…: the `webhook-id` of every attempt'),
  madeAt: z.iso.datetime(),
  eventType: z.string(),
  format: z.string(),
  body: z.string(),
  attempts: z.array(attemptSchema).describe('Oldest first'),
})
const params = z.object({ id: z.string() })
const path = '/webhooks/{id}/typed-messages'
const tag = 'Webhooks'

/** What the debug panel does, over the API. */
export function typedMessageOperations(service: WebhooksService): readonly ApiOperation[] {
  return [
    operation({
      id: 'sendTypedMessage',
      method: 'post',
      path,
      tag,
      summary:
        'Send a body of your own to a webhook: marked gatepost-test, unsigned, thirty a minute at most',
      scope: 'webhooks:write',
      params,
      body: typedMessage,
      answers: { 201: { description: 'The message and what came back', body: typedSchema } },
      async run({ params: { id }, body, context }) {
        const sent = await service.sendTyped(id, body, context)
        const headers = { location: `/api/v1/webhooks/${id}/typed-messages/${sent.id}` }
        return { status: 201, body: typedAnswer(sent), headers }
      },
    }),
    operation({
      id: 'listTypedMessages',
      method: 'get',
      path,
      tag,
      summary: 'The newest messages that were typed for a webhook',
      scope: 'webhooks:read',
      params,
      answers: { 200: { description: 'Newest first', body: pageOf(typedSchema) } },
      async run({ params: { id } }) {
        return { status: 200, body: { data: (await service.listTyped(id)).map(typedAnswer), next: null } }
      },
    }),
    operation({
      id: 'readTypedMessage',
      method: 'get',
      path: `${path}/{message}`,
      tag,
      summary: 'One message that was typed for a webhook',
      scope: 'webhooks:read',
      params: z.object({ id: z.string(), message: z.string() }),
      answers: { 200: { description: 'The message and what came back', body: typedSchema } },
      run: async ({ params: { id, message } }) => ({
        status: 200,
        body: typedAnswer(await service.getTyped(id, message)),
      }),
    }),
  ]
}

const typedAnswer = ({
  id,
  madeAt,
  eventType,
  format,
  body,
  attempts,
}: TypedView): z.infer<typeof typedSchema> => ({
  ...{ id, madeAt: iso(madeAt), eventType, format, body },
  attempts: attempts.map(attemptAnswer),
})
