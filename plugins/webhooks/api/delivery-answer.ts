import { z } from 'zod'
import { DELIVERY_STATES } from '../delivery/delivery.ts'
import type { AttemptView, DeliveryView } from '../service.ts'
import { iso } from './lists.ts'

const time = z.iso.datetime()

/** One event owed to one webhook, with its one state. */
export const deliverySchema = z.object({
  id: z.string().describe('dlv_…'),
  endpoint: z.object({ id: z.string(), name: z.string(), deleted: z.boolean() }),
  event: z.object({
    id: z.string(),
    type: z.string(),
    position: z.int(),
    subject: z.string().nullable(),
    sequence: z.int().nullable(),
    timestamp: time,
  }),
  variant: z.string().describe('The GenAuth name it goes out under; empty in the standard format'),
  messageId: z.string().describe('The `webhook-id` of every attempt'),
  state: z.enum(DELIVERY_STATES),
  reason: z.string().nullable().describe('Why it is dead or skipped'),
  parked: z.boolean().describe('It waits at a webhook that is switched off'),
  due: time.nullable().describe('When a pending one goes out'),
  tries: z.int(),
  deliveredAt: time.nullable(),
  lastAttempt: z
    .object({ at: time, status: z.int().nullable(), error: z.string().nullable(), durationMs: z.int() })
    .nullable(),
})
export type DeliveryAnswer = z.infer<typeof deliverySchema>

const headers = z.record(z.string(), z.string())

/** One HTTP request and what came back. */
export const attemptSchema = z.object({
  id: z.string().describe('att_…'),
  number: z.int().describe('From 1 within its delivery'),
  startedAt: time,
  durationMs: z.int(),
  sent: z.boolean().describe('Whether bytes of the request left'),
  status: z.int().nullable().describe('null where no answer came'),
  request: z.object({
    headers: headers.describe('Secrets and your own values masked'),
    sha256: z.string().describe('Of the body'),
  }),
  response: z
    .object({ headers, body: z.string().nullable().describe('The first 16 kB'), truncated: z.boolean() })
    .nullable(),
  error: z.object({ kind: z.string(), message: z.string() }).nullable(),
  late: z.boolean().describe('Its lease had been taken over before it was recorded'),
  probe: z.boolean().describe('It tested a failing webhook'),
})
export type AttemptAnswer = z.infer<typeof attemptSchema>

export const deliveryWithAttemptsSchema = deliverySchema.extend({
  attempts: z.array(attemptSchema).describe('Oldest first'),
})

export function deliveryAnswer(view: DeliveryView): DeliveryAnswer {
  const { at, ...event } = view.event
  return {
    id: view.id,
    endpoint: { ...view.endpoint },
    event: { ...event, timestamp: iso(at) },
    variant: view.variant,
    messageId: view.messageId,
    state: view.state,
    reason: view.reason,
    parked: view.parked,
    due: iso(view.due),
    tries: view.tries,
    deliveredAt: iso(view.deliveredAt),
    lastAttempt: view.last && { ...view.last, at: iso(view.last.at) },
  }
}

export function attemptAnswer(view: AttemptView): AttemptAnswer {
  return {
    id: view.id,
    number: view.number,
    startedAt: iso(view.startedAt),
    durationMs: view.durationMs,
    sent: view.sent,
    status: view.status,
    request: { headers: { ...view.requestHeaders }, sha256: view.requestSha256 },
    response:
      view.responseHeaders === null
        ? null
        : {
            headers: { ...view.responseHeaders },
            body: view.responseBody,
            truncated: view.responseTruncated,
          },
    error: view.error && { ...view.error },
    late: view.late,
    probe: view.probe,
  }
}
