import { z } from 'zod'
import { type ApiOperation, operation } from '#gatepost'
import { ANSWER_CLASSES, answerClass } from '../delivery/answer-class.ts'
import { DELIVERY_STATES } from '../delivery/delivery.ts'
import type { WebhooksService } from '../service.ts'
import {
  attemptAnswer,
  deliveryAnswer,
  deliverySchema,
  deliveryWithAttemptsSchema,
} from './delivery-answer.ts'
import { commaList, pageOf, paging } from './lists.ts'

const tag = 'Deliveries'
const params = z.object({ id: z.string() })
const id = z.string('Send one id.').max(100)
const time = z.iso.datetime({ offset: true, error: 'Write a time such as 2026-11-23T10:00:00Z.' })
const ANSWER = `Write ${ANSWER_CLASSES}.`
const STATES = `Send one or more of ${DELIVERY_STATES.join(', ')}.`

const deliveryBodySchema = z.object({
  contentType: z.string().nullable(),
  body: z.string().nullable(),
  skip: z.string().nullable().describe('Why it has no body: `erased`, or the format knows no such event'),
})

/** Deliveries over the API: what is owed to whom, and what came of it. */
export function deliveryOperations(service: WebhooksService): readonly ApiOperation[] {
  return [
    operation({
      id: 'listDeliveries',
      method: 'get',
      path: '/deliveries',
      tag,
      summary: 'Deliveries, newest first',
      scope: 'webhooks:read',
      query: z.object({
        ...paging,
        endpoint: id.optional().describe('ep_…'),
        state: commaList()
          .pipe(z.array(z.enum(DELIVERY_STATES, STATES)).min(1, STATES))
          .optional()
          .describe(`Comma-separated: ${DELIVERY_STATES.join(', ')}`),
        type: commaList().optional().describe('Event types, comma-separated'),
        user: id.optional().describe('usr_…'),
        event: id.optional().describe('evt_…'),
        from: time.optional().describe('Events from this time on, ISO 8601'),
        until: time.optional().describe('Events up to this time, included'),
        answer: z
          .string(ANSWER)
          .refine((text) => answerClass(text) !== undefined, ANSWER)
          .optional()
          .describe(`The newest attempt: ${ANSWER_CLASSES}`),
      }),
      answers: { 200: { description: 'A page of deliveries', body: pageOf(deliverySchema) } },
      async run({ query: { state, type, user, from, until, answer, ...rest } }) {
        const answered = answer === undefined ? undefined : answerClass(answer)
        const { data, next } = await service.listDeliveries({
          ...rest,
          ...(state ? { states: state } : {}),
          ...(type && type.length > 0 ? { types: type } : {}),
          ...(user === undefined ? {} : { subject: user }),
          ...(from === undefined ? {} : { fromAt: Date.parse(from) }),
          ...(until === undefined ? {} : { untilAt: Date.parse(until) }),
          ...(answered === undefined ? {} : { answer: answered }),
        })
        return { status: 200, body: { data: data.map(deliveryAnswer), next } }
      },
    }),
    operation({
      id: 'readDelivery',
      method: 'get',
      path: '/deliveries/{id}',
      tag,
      summary: 'One delivery with its attempts',
      scope: 'webhooks:read',
      params,
      answers: {
        200: { description: 'The delivery and its attempts, oldest first', body: deliveryWithAttemptsSchema },
      },
      async run({ params: { id } }) {
        const [delivery, attempts] = await Promise.all([service.getDelivery(id), service.listAttempts(id)])
        return {
          status: 200,
          body: { ...deliveryAnswer(delivery), attempts: attempts.map(attemptAnswer) },
        }
      },
    }),
    operation({
      id: 'readDeliveryBody',
      method: 'get',
      path: '/deliveries/{id}/body',
      tag,
      summary: 'The body as it would go out now',
      scope: 'webhooks:read',
      params,
      answers: { 200: { description: 'The body, or why there is none', body: deliveryBodySchema } },
      async run({ params: { id } }) {
        const body = await service.previewBody(id)
        const none = { contentType: null, body: null, skip: null }
        return { status: 200, body: { ...none, ...body } }
      },
    }),
    operation({
      id: 'resendDelivery',
      method: 'post',
      path: '/deliveries/{id}/resend',
      tag,
      summary: 'Send it again, or now if it waits for its time',
      scope: 'webhooks:write',
      params,
      answers: { 202: { description: 'Due now', body: deliverySchema } },
      run: async ({ params: { id }, context }) => ({
        status: 202,
        body: deliveryAnswer(await service.resendDelivery(id, context)),
      }),
    }),
  ]
}
