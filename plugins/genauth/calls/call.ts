import type { z } from 'zod'
import { type EventContext, invalid } from '#gatepost'
import type { GenauthWebhooks, Webhooks } from '../webhooks.ts'

/** One call of the GenAuth API: its way in, and what it gives in `data`. */
export interface Call {
  readonly method: 'get' | 'post'
  /** Below /api/v3. */
  readonly path: `/${string}`
  /** `input`: the query of a GET, the body of a POST, unchecked. */
  run(services: Services, input: unknown, context: EventContext): Promise<unknown>
}

export interface Services {
  readonly webhooks: Webhooks
  readonly genauth: GenauthWebhooks
}

/** The input by its schema; what it does not name is passed over, as GenAuth does. Throws `invalid` by field. */
export function read<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw invalid(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.'), message])))
}
