/**
 * The words of a delivery. `held` waits behind the head of its lane, `pending` is a head, `leased` is being sent,
 * the others are ends.
 */
export type DeliveryState = 'held' | 'pending' | 'leased' | 'delivered' | 'dead' | 'skipped'
export const DELIVERY_STATES: readonly DeliveryState[] = [
  'held',
  'pending',
  'leased',
  'delivered',
  'dead',
  'skipped',
]

export type DeadReason = 'exhausted' | 'rejected' | 'crashed' | 'expired'
export type SkipReason =
  | 'filtered'
  | 'disabled'
  | 'no_equivalent'
  | 'quiet_import'
  | 'no_user'
  | 'erased'
  | 'endpoint_deleted'
  | 'error'
  | 'stopped'

/** One delivery that this node holds a lease on. Times are UTC epoch milliseconds. */
export interface Claimed {
  readonly id: number
  readonly endpoint: number
  readonly position: number
  readonly variant: string
  readonly lane: string | null
  /** Steps of the schedule used up so far. */
  readonly tries: number
  /** Of these, answers that called the request itself wrong. */
  readonly rejections: number
  readonly claims: number
  /** The fence: a write with another token is refused. */
  readonly token: number
  readonly replay: number | null
  readonly leaseUntil: number
  /** Version of the endpoint's configuration at the claim. */
  readonly version: number
  readonly probe: boolean
}

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
/** 32^10 ids: more than an integer column of a busy century. */
const LENGTH = 10

/** What has a public id beside its integer one: deliveries, attempts, what was sent on request, typed messages. */
type Prefix = 'dlv' | 'att' | 'rpl' | 'bkf' | 'rep' | 'test'

/** `dlv_…` of an integer id: Crockford base 32, padded so that text sorts as numbers do. */
export function publicId(prefix: Prefix, id: number): string {
  let text = ''
  for (let rest = id; text.length < LENGTH; rest = Math.floor(rest / 32)) text = DIGITS[rest % 32] + text
  return `${prefix}_${text}`
}

/** The integer id of a public one; undefined when it is none. */
export function integerId(prefix: Prefix, id: string): number | undefined {
  if (id.length !== prefix.length + 1 + LENGTH || !id.startsWith(`${prefix}_`)) return undefined
  let value = 0
  for (const digit of id.slice(prefix.length + 1)) {
    const at = DIGITS.indexOf(digit)
    if (at < 0) return undefined
    value = value * 32 + at
  }
  return value
}
