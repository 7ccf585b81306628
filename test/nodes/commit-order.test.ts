import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import type { Tx } from '../../src/db/database.ts'
import { coreSchema, migrate } from '../../src/db/migrate.ts'
import { CORE_EVENTS } from '../../src/domain/event-catalogue.ts'
import { createAnnounce } from '../../src/hooks/announce.ts'
import { createDispatch } from '../../src/hooks/dispatch.ts'
import { startJobs } from '../../src/hooks/jobs.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { idMaker } from '../../src/lib/ids.ts'
import { createNudge } from '../../src/lib/nudge.ts'
import { keptLog } from '../support/log.ts'
import { beginChange } from '../support/open-change.ts'
import { useCluster } from '../support/postgres.ts'
import { type Scope, suiteScope } from '../support/scope.ts'
import { until } from '../support/wait.ts'

/** Changes of each of three nodes, all begun at once; of ten each one is rolled back. */
const EACH = 20
const KEPT = 3 * (EACH - EACH / 10)

describe('the log of several nodes', () => {
  const scope = suiteScope()
  let newDatabase: () => Promise<string>
  before(async () => {
    newDatabase = (await useCluster(scope)).newDatabase
  })

  it('counts in the order of the commits, without gaps, when that is not the order of the starts', async () => {
    const node = openNode(scope, await newDatabase())
    await migrate(node.db.migrator, [coreSchema])
    node.start()
    const late = node.begin('usr_late')
    await late.announced
    const early = node.begin('usr_early')
    await early.announced
    await early.commit()
    await until('the early one is read', () => node.read.length === 1)
    await late.commit()
    await until('both are read', () => node.read.length === 2)
    assert.deepEqual(node.read, [
      [1, 'usr_early'],
      [2, 'usr_late'],
    ])
    const seqs = await node.db.reader('log').orderBy('position').select('seq')
    assert.ok(seqs[0].seq > seqs[1].seq, 'the test shows nothing unless the later one committed first')
  })

  it('leaves no gap where a change was rolled back', async () => {
    const node = openNode(scope, await newDatabase())
    await migrate(node.db.migrator, [coreSchema])
    node.start()
    const undone = node.begin('usr_undone')
    await undone.announced
    const kept = node.begin('usr_kept')
    await kept.announced
    await undone.rollback()
    await kept.commit()
    await until('the one that was kept is read', () => node.read.length === 1)
    assert.deepEqual(node.read, [[1, 'usr_kept']])
  })

  it('is read once and whole by three nodes together, while all of them write', async () => {
    const url = await newDatabase()
    const nodes = [openNode(scope, url), openNode(scope, url), openNode(scope, url)]
    await migrate((nodes[0] as Node).db.migrator, [coreSchema])
    for (const node of nodes) node.start()
    await Promise.all(
      nodes.flatMap((node, n) =>
        Array.from({ length: EACH }, async (_, k) => {
          const change = node.begin(`usr_${n}_${k}`)
          await change.announced
          if (k % 10 === 0) await change.rollback()
          else await change.commit()
        }),
      ),
    )
    const all = () => nodes.flatMap(({ read }) => read).sort(([a], [b]) => a - b)
    await until('everything is read', () => all().length >= KEPT, { timeoutMs: 30_000 })
    assert.deepEqual(
      all().map(([position]) => position),
      Array.from({ length: KEPT }, (_, n) => n + 1),
    )
    assert.equal(new Set(all().map(([, user]) => user)).size, KEPT)
  })
})

type Node = ReturnType<typeof openNode>

/** Announces and reads on connections of its own, as a process would. */
function openNode(scope: Scope, url: string) {
  const db: OpenDatabase = openDatabase({ url, poolSize: 8 })
  const committed = createNudge()
  const log = keptLog()
  const read: [position: number, user: string | null][] = []
  let taken: typeof read = []
  const announce = createAnnounce({
    dialect: db.dialect,
    catalogue: () => CORE_EVENTS,
    clock: systemClock,
    id: idMaker(systemClock.now),
    committed: committed.nudge,
  })
  const subscribers = [
    {
      name: 'reader',
      async consume(_: Tx, events: readonly { position: number; subject: string | null }[]) {
        taken = events.map(({ position, subject }) => [position, subject])
        return events.length
      },
      committed: () => void read.push(...taken),
    },
  ]
  let running: { stop(): Promise<void> } | undefined
  scope.after(async () => {
    await running?.stop()
    await db.close()
  })
  return {
    db,
    read,
    start() {
      running = startJobs(createDispatch({ db, clock: systemClock, log, committed, subscribers }), log)
    },
    begin: (user: string) => beginChange(db, announce, user),
  }
}
