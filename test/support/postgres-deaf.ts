import { wayTo } from './postgres-way.ts'
import type { Scope } from './scope.ts'

const NOTIFICATION = 'A'

/**
 * A way to a PostgreSQL database on which notifications get lost and nothing else does. Everybody who listens there
 * is connected and well, and never hears of anything. Gone with the scope.
 */
export async function withoutNotifications(
  scope: Scope,
  url: string,
): Promise<{ readonly url: string; lost(): number }> {
  let lost = 0
  const deaf = await wayTo(scope, url, (kind) => {
    if (kind === NOTIFICATION) lost += 1
    return kind !== NOTIFICATION
  })
  return { url: deaf, lost: () => lost }
}
