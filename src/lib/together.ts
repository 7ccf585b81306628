/**
 * Runs statements of one transaction that do not depend on each other without waiting between them: each wait is a
 * turn of a busy event loop, or a round trip. Waits for all of them, also when one fails, since after the rollback
 * none may still run; then throws what the first one threw.
 */
export async function together<T extends readonly PromiseLike<unknown>[]>(
  ...statements: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  // A query builder runs once more each time it is waited for.
  const running = statements.map((statement) => Promise.resolve(statement))
  await Promise.allSettled(running)
  return Promise.all(running) as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>
}
