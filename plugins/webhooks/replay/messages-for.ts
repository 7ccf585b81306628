import { compileSubscription, type Subscribed } from '../endpoint/subscription.ts'
import type { MadeRow, ReplaySource } from '../repositories/replay-rows.ts'

/** The part of an endpoint that decides. */
export type ReplayTarget = Subscribed & { readonly ordered: boolean }

/**
 * The messages in which an event goes to another endpoint. What that one wants goes as it would want it; what it did
 * not ask for goes as well, since an operator asked on its behalf, except events about itself and, in the genauth
 * format, failed sign-ins, which that format cannot tell from successful ones.
 */
export function variantsFor(
  target: ReplayTarget,
): (event: { readonly type: string; readonly subject: string | null }) => readonly string[] {
  const wants = compileSubscription(target)
  return ({ type, subject }) => {
    if (subject === target.id) return []
    const wanted = wants({ type, subject, target: null })
    if (wanted.length > 0) return wanted
    if (target.format === 'genauth' && type === 'user.login.failed') return []
    return wants({ type, subject, target: [target.id] })
  }
}

/** Rows at another endpoint for these deliveries, in the order of the log; each event once. */
export function messagesFor(target: ReplayTarget, sources: readonly ReplaySource[]): MadeRow[] {
  const variants = variantsFor(target)
  const seen = new Set<number>()
  return sources.flatMap((source) => {
    const { position, subject, sequence } = source
    if (seen.has(position)) return []
    seen.add(position)
    const lane = target.ordered && sequence !== null ? subject : null
    return variants(source).map((variant) => ({ position, variant, lane }))
  })
}
