import type { Database } from '../db/database.ts'
import type { ReadinessCheck } from '../http/parts.ts'
import type { Clock } from '../lib/clock.ts'

const ANSWER_MS = 2000
/** Committed events without a position for this long: no worker is numbering them. */
const STUCK_MS = 60_000

/** What `/readyz` asks: the database answers, can be written, and events move on. */
export async function readiness(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  stopping: () => boolean,
): Promise<ReadinessCheck[]> {
  if (stopping()) return [{ name: 'process', ok: false, reason: 'The server is stopping.' }]
  return Promise.all([
    check('database', 'The database does not answer.', async () => {
      await db.reader('log_head').first('position')
      return true
    }),
    check('writes', 'The database cannot be written.', () =>
      db.transaction(async (tx) => {
        await tx('log_head').where({ id: 1 }).update({ id: 1 })
        return true
      }),
    ),
    check('events', 'Committed events wait for a worker.', async () => {
      const oldest: { at: number } | undefined = await db
        .reader('outbox')
        .join('events', 'events.seq', 'outbox.seq')
        .orderBy('outbox.seq')
        .first('events.at')
      return oldest === undefined || clock.now() - oldest.at < STUCK_MS
    }),
  ])
}

async function check(name: string, reason: string, ask: () => Promise<boolean>): Promise<ReadinessCheck> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ANSWER_MS)
  })
  try {
    const ok = await Promise.race([ask(), late])
    return ok ? { name, ok } : { name, ok, reason }
  } catch {
    return { name, ok: false, reason }
  } finally {
    clearTimeout(timer)
  }
}
