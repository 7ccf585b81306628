/** An endpoint as an operator configures it: what the API takes and what it becomes. */
import { z } from 'zod'
import { DEFAULT_DELAYS, endpointFields as shape } from './endpoint-fields.ts'

export { DEFAULT_DELAYS, type EndpointAuth } from './endpoint-fields.ts'

/** Words for what zod says of the object itself. */
const strict = {
  error: (issue: { code?: string; keys?: readonly string[] }) =>
    issue.code === 'unrecognized_keys'
      ? `A webhook has no field called ${issue.keys?.join(', ')}.`
      : 'Give an object.',
}

/** A creation: `name`, `url` and `events` are required, the rest has defaults. */
export const endpointInput = z.strictObject(
  {
    ...shape,
    format: shape.format.default('standard'),
    contentType: shape.contentType.default('json'),
    signature: shape.signature.default('v1'),
    enabled: shape.enabled.default(true),
    ordered: shape.ordered.default(true),
    timeoutMs: shape.timeoutMs.default(15_000),
    ratePerSecond: shape.ratePerSecond.default(null),
    maxInFlight: shape.maxInFlight.default(256),
    headers: shape.headers.default(() => ({})),
    retry: shape.retry.default(() => ({ delays: [...DEFAULT_DELAYS] })),
    fields: shape.fields.default(null),
    filter: shape.filter.default(null),
    includeFailedLogins: shape.includeFailedLogins.default(false),
    genauthSecret: shape.genauthSecret.default(null),
    auth: shape.auth.default(null),
    ca: shape.ca.default(null),
  },
  strict,
)

/** A change: every field is optional, and what is left out stays as it is. */
export const endpointPatch = z.strictObject(shape, strict).partial()

/** An endpoint's configuration, complete. `genauthSecret`, `auth` and the values of `headers` are secrets. */
export type EndpointSettings = z.output<typeof endpointInput>
export type EndpointInput = z.input<typeof endpointInput>
export type EndpointPatch = z.output<typeof endpointPatch>

/** Why an endpoint is off: an operator's choice, its 410, or five days without a success. */
export type DisabledReason = 'operator' | 'gone' | 'failing'

/** An endpoint in memory, its secrets opened. Times are UTC epoch milliseconds. Never leaves the process as it is. */
export interface Endpoint extends EndpointSettings {
  /** `ep_…`, the public name. */
  readonly id: string
  /** Its key in the hot tables. */
  readonly num: number
  readonly disabledReason: DisabledReason | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** One signing secret of an endpoint, opened. Several are live during a rotation. */
export interface EndpointSecret {
  /** `sec_…` */
  readonly id: string
  readonly endpoint: number
  /** `whsec_…` for v1, `whsk_…` for v1a; null where it is sealed under another master key. */
  readonly secret: string | null
  /** `whpk_…`, for v1a alone. */
  readonly publicKey: string | null
  readonly createdAt: number
  /** When it stops signing; null while it is the current one. */
  readonly expiresAt: number | null
}
