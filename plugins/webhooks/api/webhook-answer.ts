import { z } from 'zod'
import { MASK } from '../endpoint/custom-headers.ts'
import { CONTENT_TYPES, FORMATS, SIGNATURES } from '../endpoint/endpoint-fields.ts'
import { filterSchema } from '../endpoint/filter.ts'
import type { EndpointView, WithSecret } from '../service.ts'
import { iso } from './lists.ts'

const time = z.iso.datetime()

const health = z.object({
  state: z
    .enum(['healthy', 'idle', 'retrying', 'failing', 'disabled'])
    .describe('`failing`: only one probe at a time goes there until one succeeds'),
  failingSince: time.nullable(),
  probeAt: time.nullable().describe('When a failing webhook is tried again'),
  lastSuccessAt: time.nullable(),
  lastFailureAt: time.nullable(),
  lastStatus: z.int().nullable(),
})

/** A webhook as the API answers it. Secrets, values of headers and authentication are masked. */
export const webhookSchema = z.object({
  id: z.string().describe('ep_…'),
  name: z.string(),
  url: z.string(),
  events: z.array(z.string()).describe('Types, patterns such as `user.*`, or `*`'),
  format: z.enum(FORMATS),
  contentType: z
    .enum(CONTENT_TYPES)
    .describe('`form` in the format genauth; `cloudevents+json` is structured mode, `json` binary mode'),
  signature: z.enum(SIGNATURES).describe('Scheme of Standard Webhooks'),
  publicKeys: z
    .array(
      z.object({
        kid: z.string().describe('Its name in the JWKS'),
        key: z.string().describe('whpk_…'),
        expiresAt: time.nullable().describe('Until when it signs along; null for the current one'),
      }),
    )
    .describe('Verify v1a signatures; empty where the webhook signs as v1'),
  jwksUrl: z.string().nullable().describe('The public keys as a JWK Set, open to anybody'),
  enabled: z.boolean(),
  disabledReason: z
    .enum(['operator', 'gone', 'failing'])
    .nullable()
    .describe('`gone`: it answered 410; `failing`: five days without a success'),
  disabledAt: time.nullable(),
  ordered: z.boolean().describe("Keeps each user's events in order"),
  timeoutMs: z.int(),
  ratePerSecond: z.number().nullable(),
  maxInFlight: z.int(),
  headers: z.record(z.string(), z.string()).describe('Names as configured, values masked'),
  retry: z.object({ delays: z.array(z.number()).describe('Seconds') }),
  fields: z.array(z.string()).nullable(),
  filter: filterSchema.nullable(),
  includeFailedLogins: z.boolean(),
  genauthSecret: z.string().nullable().describe('Masked; null when none is set'),
  auth: z.object({ type: z.enum(['basic', 'bearer']) }).nullable(),
  ca: z.string().nullable(),
  health,
  createdAt: time,
  updatedAt: time,
})
export type WebhookAnswer = z.infer<typeof webhookSchema>

/** The answer that shows a signing secret, this once. */
export const webhookWithSecretSchema = webhookSchema.extend({
  secret: z
    .string()
    .nullable()
    .describe('whsec_… of Standard Webhooks. It is not shown again. Null for v1a: see publicKeys.'),
})

/** The answer to a change; `secret` is there when the change of `signature` made one. */
export const editedWebhookSchema = webhookSchema.extend({
  secret: z.string().optional().describe('whsec_…, where `signature` became v1. It is not shown again.'),
})

export function webhookAnswer(view: EndpointView): WebhookAnswer {
  const { health: condition } = view
  return {
    id: view.id,
    name: view.name,
    url: view.url,
    events: [...view.events],
    format: view.format,
    contentType: view.contentType,
    signature: view.signature,
    publicKeys: view.publicKeys.map(({ kid, key, expiresAt }) => ({ kid, key, expiresAt: iso(expiresAt) })),
    jwksUrl: view.jwksUrl,
    enabled: view.enabled,
    disabledReason: view.disabledReason,
    disabledAt: iso(view.disabledAt),
    ordered: view.ordered,
    timeoutMs: view.timeoutMs,
    ratePerSecond: view.ratePerSecond,
    maxInFlight: view.maxInFlight,
    headers: { ...view.headers },
    retry: { delays: [...view.retry.delays] },
    fields: view.fields,
    filter: view.filter,
    includeFailedLogins: view.includeFailedLogins,
    genauthSecret: view.genauthSecret ? MASK : null,
    auth: view.auth && { type: view.auth.type },
    ca: view.ca,
    health: {
      state: condition.state,
      failingSince: iso(condition.failingSince),
      probeAt: iso(condition.probeAt),
      lastSuccessAt: iso(condition.lastSuccessAt),
      lastFailureAt: iso(condition.lastFailureAt),
      lastStatus: condition.lastStatus,
    },
    createdAt: iso(view.createdAt),
    updatedAt: iso(view.updatedAt),
  }
}

export function webhookWithSecret({ endpoint, secret }: WithSecret): z.infer<typeof webhookWithSecretSchema> {
  return { ...webhookAnswer(endpoint), secret }
}

export function editedWebhook({ endpoint, secret }: WithSecret): z.infer<typeof editedWebhookSchema> {
  return { ...webhookAnswer(endpoint), ...(secret === null ? {} : { secret }) }
}
