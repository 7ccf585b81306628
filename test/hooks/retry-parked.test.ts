import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { Refusal } from '../../src/domain/errors.ts'
import { CORE_EVENTS, serverEvent } from '../../src/domain/event-catalogue.ts'
import { createAnnounce } from '../../src/hooks/announce.ts'
import type { Subscriber } from '../../src/hooks/contract.ts'
import { reportPlugins } from '../../src/hooks/plugin-reports.ts'
import { retryParked } from '../../src/hooks/retry-parked.ts'
import { idMaker } from '../../src/lib/ids.ts'
import { ensureCursor, moveCursor, parkEvent } from '../../src/repositories/subscriber-cursors.ts'
import { movedClock } from '../support/clock.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { keptLog } from '../support/log.ts'
import { numberAll } from '../support/number-all.ts'

const operator = { actor: { type: 'operator', id: 'usr_opa' } } as const

describe('an event that was set aside', () => {
  let store: TestDatabase
  const clock = movedClock()
  const announce = createAnnounce({
    get dialect() {
      return store.db.dialect
    },
    catalogue: () => CORE_EVENTS,
    clock,
    id: idMaker(clock.now),
    committed: () => {},
  })
  let handed: number[] = []
  let told = 0
  let woken = 0
  let fault: string | undefined
  const subscriber: Subscriber = {
    name: 'audit',
    async consume(tx, events) {
      handed.push(...events.map(({ position }) => position))
      await tx('site_settings').insert({ name: `seen ${events[0]?.position}`, value: '1', updated_at: 0 })
      if (fault !== undefined) throw new Error(fault)
      return events.length
    },
    asked: () => {
      woken += 1
    },
    committed: () => {
      told += 1
    },
  }
  before(async () => {
    store = await openTestDatabase()
    await store.db.transaction(async (tx) => {
      for (const n of [1, 2, 3])
        await announce(
          tx,
          serverEvent('api_key.revoked', null, { key: { id: `key_${n}`, name: `${n}` } }, operator),
        )
    })
    await numberAll(store.db)
    await store.db.transaction(async (tx) => {
      await ensureCursor(tx, 'audit', 0, 0)
      await moveCursor(tx, store.db.dialect, 'audit', 3, 0)
    })
  })
  after(() => store.close())
  beforeEach(async () => {
    handed = []
    told = 0
    woken = 0
    fault = undefined
    await store.db.transaction(async (tx) => {
      await tx('parked_events').delete()
      await tx('site_settings').delete()
      await parkEvent(tx, 'audit', 2, 'it hurt', 5)
    })
  })
  const retry = (position = 2, name = 'audit') =>
    retryParked(
      { db: store.db, clock, log: keptLog(), announce, subscribers: [subscriber] },
      { subscriber: name, position },
      operator,
    )
  const refused = async (work: Promise<void>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
    )
  const written = async () => (await store.db.reader('site_settings').select('name')).length
  const records = async () => store.db.reader('events').where({ type: 'subscriber.event_retried' })

  it('is handed to its subscriber alone; what that writes, its end and its record commit together and wake it', async () => {
    await retry()
    assert.deepEqual(handed, [2])
    assert.equal(await written(), 1)
    assert.deepEqual([told, woken], [1, 1])
    assert.deepEqual(await store.db.reader('parked_events'), [])
    const [record, ...more] = await records()
    assert.equal(more.length, 0)
    assert.deepEqual(JSON.parse(record.context).actor, operator.actor)
    assert.deepEqual([JSON.parse(record.data).subscriber, JSON.parse(record.data).position], ['audit', 2])
    const cursor = await store.db.reader('subscriber_cursors').where({ name: 'audit' }).first('position')
    assert.equal(cursor.position, 3)
  })

  it('stays set aside with the newest error when it fails again, and nothing of the try remains', async () => {
    const before = (await records()).length
    fault = 'it still hurts'
    assert.equal(await refused(retry()), 'conflict')
    assert.deepEqual(handed, [2])
    assert.equal(await written(), 0)
    assert.equal(told, 0)
    const [row] = await store.db.reader('parked_events')
    assert.deepEqual([row.position, row.error, row.parked_at], [2, 'it still hurts', clock.now()])
    assert.equal((await records()).length, before)
  })

  it('is not found for another subscriber, another position, or a second time', async () => {
    for (const work of [retry(2, 'nobody'), retry(1)]) assert.equal(await refused(work), 'not_found')
    assert.deepEqual(handed, [])
    await retry()
    assert.equal(await refused(retry()), 'not_found')
    assert.deepEqual(handed, [2])
  })

  it('is gone once retention removed it', async () => {
    await store.db.transaction((tx) => parkEvent(tx, 'audit', 99, 'long ago', 0))
    assert.equal(await refused(retry(99)), 'gone')
  })

  it('stands in the report of its plugin, with lag and error', async () => {
    await store.db.transaction((tx) => moveCursor(tx, store.db.dialect, 'audit', 2, 0))
    const failing = { name: 'sweep', failures: 2, error: 'no disk', failedAt: 7 }
    const [report] = await reportPlugins({
      db: store.db,
      plugins: [{ id: 'audit-trail', contract: 1, version: '2.1.0' }],
      installed: [
        {
          id: 'audit-trail',
          parts: { subscribers: [subscriber], jobs: [{ name: 'sweep', run: async () => {} }], events: {} },
        },
      ],
      jobs: () => [failing, { ...failing, name: 'of another plugin' }],
    })
    assert.deepEqual(
      [report?.version, report?.adds.jobs, report?.jobs.map(({ name }) => name)],
      ['2.1.0', ['sweep'], ['sweep']],
    )
    const [reading] = report?.subscribers ?? []
    assert.ok(reading && reading.behind >= 1 && reading.position === 2)
    assert.deepEqual(
      reading.parked.map(({ position, error, event }) => [position, error, event?.type]),
      [[2, 'it hurt', 'api_key.revoked']],
    )
  })
})
