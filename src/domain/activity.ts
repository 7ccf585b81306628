import { z } from 'zod'
import type { CoreEventType } from './event-catalogue.ts'

/**
 * The events about a user that the person reads on the own pages. A right second factor is left out: the sign-in that
 * it belongs to names it.
 */
export const ACTIVITY_TYPES = [
  'user.registered',
  'user.updated',
  'user.invited',
  'user.blocked',
  'user.unblocked',
  'user.deletion_requested',
  'user.deletion_cancelled',
  'user.password.changed',
  'user.password.reset_requested',
  'user.email.verification_requested',
  'user.email.verified',
  'user.login.succeeded',
  'user.login.failed',
  'user.login.locked',
  'user.logged_out',
  'user.session.revoked',
  'user.mfa.enrolled',
  'user.mfa.removed',
  'user.mfa.failed',
  'user.mfa.recovery_codes_regenerated',
  'user.mfa.recovery_code_used',
  'operator.granted',
  'operator.revoked',
] as const satisfies readonly CoreEventType[]
export type ActivityType = (typeof ACTIVITY_TYPES)[number]

/** What the words about an event may need of its data; whatever does not fit is as good as absent. */
export const activityFacts = z.object({
  reason: z.string().optional().catch(undefined),
  factor: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  until: z.string().optional().catch(undefined),
  remaining: z.int().optional().catch(undefined),
  suppressed: z.int().optional().catch(undefined),
  methods: z.array(z.string()).default([]).catch([]),
  changes: z.record(z.string(), z.unknown()).default({}).catch({}),
})
export type ActivityFacts = z.infer<typeof activityFacts>

/** One line of what happened to an account. `at` is UTC epoch milliseconds. */
export interface Activity {
  readonly id: string
  readonly type: ActivityType
  readonly at: number
  /** Who did it: the person (or somebody at the sign-in page), an operator, a program, the server. */
  readonly by: 'user' | 'operator' | 'api_key' | 'cli' | 'system'
  /** Null where somebody else acted: an operator's address is not the person's to know. */
  readonly ip: string | null
  readonly userAgent: string | null
  readonly facts: ActivityFacts
}
