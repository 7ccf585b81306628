import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import { CORE_EVENTS } from '../../src/domain/event-catalogue.ts'
import { type Announce, createAnnounce } from '../../src/hooks/announce.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { idMaker } from '../../src/lib/ids.ts'
import { type Child, programOf, startNode } from '../support/child.ts'
import { beginChange } from '../support/open-change.ts'
import { onPostgres, useCluster } from '../support/postgres.ts'
import { type Scope, suiteScope } from '../support/scope.ts'
import { type Server, startServer } from '../support/server.ts'
import { temporaryFolder } from '../support/temp.ts'
import { until } from '../support/wait.ts'

const WRITERS = 12
const KILLS = 4

describe('a consumer of the feed on several nodes', () => {
  const scope = suiteScope()
  let database: string
  let web: Server
  let key: string
  before(async () => {
    database = await (await useCluster(scope)).newDatabase()
    const settings = { DATABASE_URL: database, GATEPOST_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }
    // One node gives the positions, another one shows the feed.
    await startServer(scope, { ...settings, GATEPOST_ROLES: 'web,worker' })
    web = await startServer(scope, { ...settings, GATEPOST_ROLES: 'web' })
    key =
      (await web.cli('key', 'create', '--name', 'feed', '--scope', 'events:read'))
        .trim()
        .split(/\s+/)
        .at(-1) ?? ''
  })

  it('skips nothing and takes nothing twice, killed again and again while commits overtake each other', async () => {
    const file = join(temporaryFolder(scope), 'taken')
    const { db, announce } = openWriter(scope, database)
    const start = async () => {
      const child = startNode([...programOf('test/support/feed-consumer-process.ts'), web.url, key, file])
      await child.printed(/reading/)
      return child
    }
    let consumer: Child = await start()
    let over = false
    const writing = Array.from({ length: WRITERS }, (_, n) => write(db, announce, n, () => over))
    for (let kills = 0; kills < KILLS; kills += 1) {
      await pause(300)
      await consumer.end('SIGKILL')
      consumer = await start()
    }
    await overtake(database, db, announce)
    over = true
    await Promise.all(writing)
    scope.after(() => consumer.end('SIGKILL'))

    const wanted = async () =>
      onPostgres(
        database,
        `select log.position, events.subject, events.seq from events left join log on log.seq = events.seq
         where events.type = 'user.registered' order by log.position`,
      )
    const rows = await until('every event has its position', async () => {
      const all = await wanted()
      return all.every(({ position }) => position !== null) && all
    })
    const expected = rows.map(({ position, subject }) => `${position} ${subject}`)
    const taken = await until(
      'the consumer has as many events as the log',
      () => {
        const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
        return lines.length >= expected.length && lines
      },
      { timeoutMs: 30_000 },
    )
    assert.deepEqual(taken, expected)
    const overtaken = rows.filter(({ seq }, n) => n > 0 && Number(seq) < Number(rows[n - 1]?.seq))
    assert.ok(overtaken.length > 0, 'the test shows nothing unless a later change committed first')
  })
})

/** A change that is announced first and commits once a later one has its position: chance may leave it out. */
async function overtake(url: string, db: OpenDatabase, announce: Announce): Promise<void> {
  const late = beginChange(db, announce, 'usr_late')
  await late.announced
  const early = beginChange(db, announce, 'usr_early')
  await early.announced
  await early.commit()
  await until('the early one has its position', async () => {
    const sql = `select 1 from events join log on log.seq = events.seq where events.subject = 'usr_early'`
    return (await onPostgres(url, sql)).length === 1
  })
  await late.commit()
}

/** Changes that stay open for different times, so that they commit in another order than they began. */
async function write(
  db: OpenDatabase,
  announce: Announce,
  writer: number,
  over: () => boolean,
): Promise<void> {
  for (let n = 0; !over(); n += 1) {
    const change = beginChange(db, announce, `usr_${writer}_${n}`)
    await change.announced
    await pause(Math.random() * 60)
    if (n % 8 === 7) await change.rollback()
    else await change.commit()
  }
}

function openWriter(scope: Scope, url: string): { db: OpenDatabase; announce: Announce } {
  const db = openDatabase({ url, poolSize: WRITERS + 4 })
  scope.after(() => db.close())
  const id = idMaker(systemClock.now)
  return {
    db,
    announce: createAnnounce({
      catalogue: () => CORE_EVENTS,
      dialect: db.dialect,
      clock: systemClock,
      id,
      committed: () => {},
    }),
  }
}
