import { performance } from 'node:perf_hooks'
import { claim } from '../../plugins/webhooks/delivery/claim.ts'
import { percentile } from '../../test/faults/percentile.ts'
import { openEngine, type RunningEngine } from '../../test/plugins/webhooks/running-engine.ts'
import type { Figure } from './figure.ts'

const WANTED = 512
/** Endpoints beside the one with the backlog, each with a full share of due heads. */
const OTHERS = 63
const SHARE = 16
const ROUNDS = 21
const [LARGE, SMALL] = [1_000_000, 1000]

/**
 * The claim of 512 rows with a large and with a small backlog behind one endpoint, in turns, each rolled back so
 * that the next finds the same. `heads`: every waiting row is a head of its own lane, which is the worst case.
 */
export async function measureClaim(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const layout of ['heads', 'held'] as const) {
    const [large, small] = [await engineWith(LARGE, layout), await engineWith(SMALL, layout)]
    try {
      const times: Record<'large' | 'small', number[]> = { large: [], small: [] }
      for (let round = 0; round < ROUNDS; round++) {
        times.small.push(await timeClaim(small))
        times.large.push(await timeClaim(large))
      }
      const [slow, quick] = [median(times.large), median(times.small)]
      figures.push({
        name: `claim of ${WANTED} rows, ${LARGE.toLocaleString('en')} waiting (${layout}) against ${SMALL.toLocaleString('en')}`,
        value: `${slow} ms against ${quick} ms, ${(slow / quick).toFixed(2)} times`,
        demand: 'at most 2 times',
        met: slow <= 2 * quick,
      })
    } finally {
      await large.close()
      await small.close()
    }
  }
  return figures
}

async function engineWith(waiting: number, layout: 'heads' | 'held'): Promise<RunningEngine> {
  const engine = await openEngine()
  for (let n = 0; n <= OTHERS; n++) await engine.endpoint('http://127.0.0.1:9/oa', { name: `${n}` })
  const insert = (endpoint: number, rows: number, state: string, lane: string) =>
    engine.db.writer.raw(
      `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
       insert into webhooks_deliveries (endpoint, position, variant, lane, state, due)
       select ?, i + coalesce((select max(position) from webhooks_deliveries where endpoint = ?), 0), '', ${lane}, ?, 0 from n`,
      [rows, endpoint, endpoint, state],
    )
  const heads = layout === 'heads' ? waiting : 100
  await insert(1, heads, 'pending', "'usr_' || i")
  if (waiting > heads) await insert(1, waiting - heads, 'held', `'usr_' || (1 + i % ${heads})`)
  for (let endpoint = 2; endpoint <= OTHERS + 1; endpoint++)
    await insert(endpoint, SHARE, 'pending', "'usr_' || i")
  await engine.db.writer.raw('pragma wal_checkpoint(truncate)')
  return engine
}

class Undo extends Error {}

/** In milliseconds, to a tenth. */
async function timeClaim({ db, clock }: RunningEngine): Promise<number> {
  let took = 0
  try {
    await db.transaction(async (tx) => {
      const began = performance.now()
      const wish = { now: clock.now(), want: WANTED, wantSlow: WANTED, slow: new Set<number>() }
      const { length } = await claim(tx, db.dialect, wish)
      took = performance.now() - began
      if (length !== WANTED) throw new Error(`${length} rows were claimed instead of ${WANTED}`)
      throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  return took
}

function median(values: readonly number[]): number {
  return (
    percentile(
      values.map((value) => value * 10),
      0.5,
    ) / 10
  )
}
