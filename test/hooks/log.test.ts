import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import type { Database, Tx } from '../../src/db/database.ts'
import type { EventContext, EventDraft, LoggedEvent } from '../../src/domain/event.ts'
import { CORE_EVENTS, serverEvent, userEvent } from '../../src/domain/event-catalogue.ts'
import { type PublicUser, publicUserSchema } from '../../src/domain/user.ts'
import { createAnnounce } from '../../src/hooks/announce.ts'
import type { Subscriber } from '../../src/hooks/contract.ts'
import { createDispatch } from '../../src/hooks/dispatch.ts'
import { startJobs } from '../../src/hooks/jobs.ts'
import { idMaker } from '../../src/lib/ids.ts'
import { createNudge } from '../../src/lib/nudge.ts'
import { headPosition, numberEvents, readLog } from '../../src/repositories/log.ts'
import { ensureCursor, moveCursor, recordFailure } from '../../src/repositories/subscriber-cursors.ts'
import { movedClock } from '../support/clock.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { keptLog } from '../support/log.ts'
import { until } from '../support/wait.ts'

/** Failures from a whole batch down to a single event. */
const HALVINGS = 9
const context: EventContext = { actor: { type: 'system' } }

function person(id: string): PublicUser {
  return publicUserSchema.parse({
    id,
    username: id,
    email: null,
    emailVerified: false,
    phone: null,
    name: null,
    givenName: null,
    familyName: null,
    locale: null,
    zoneinfo: null,
    externalId: null,
    status: 'active',
    mfaEnabled: false,
    customFields: {},
    loginsCount: 0,
    lastLoginAt: null,
    createdAt: '2026-11-23T10:00:00.000Z',
    updatedAt: '2026-11-23T10:00:00.000Z',
  })
}
const registered = (id: string): EventDraft =>
  userEvent('user.registered', person(id), { method: 'self' }, context)

describe('the log', () => {
  let store: TestDatabase
  let running: { stop(): Promise<void> } | undefined
  const clock = movedClock()
  const committed = createNudge()
  const announce = createAnnounce({
    get dialect() {
      return store.db.dialect
    },
    catalogue: () => CORE_EVENTS,
    clock,
    id: idMaker(clock.now),
    committed: committed.nudge,
  })
  const log = keptLog()

  before(async () => {
    store = await openTestDatabase()
  })
  after(() => store.close())
  afterEach(async () => {
    await running?.stop()
    running = undefined
    for (const table of [
      'events',
      'outbox',
      'log',
      'user_sequences',
      'subscriber_cursors',
      'parked_events',
      'stranger_counts',
    ])
      await store.db.writer(table).delete()
    await store.db.writer('log_head').update({ position: 0 })
  })

  const announceAll = (...drafts: EventDraft[]) => store.db.transaction((tx) => announce(tx, ...drafts))
  const number = () => store.db.transaction((tx) => numberEvents(tx, store.db.dialect, 1000))
  const run = (subscriber: Subscriber, db: Database = store.db) => {
    running = startJobs(createDispatch({ db, clock, log, committed, subscribers: [subscriber] }), log)
  }
  const collect = (count: number, consume?: (events: readonly LoggedEvent[]) => void) => {
    const seen: LoggedEvent[] = []
    return new Promise<LoggedEvent[]>((resolve) => {
      run({
        name: 'reader',
        async consume(_tx, events) {
          consume?.(events)
          seen.push(...events)
          return events.length
        },
        committed() {
          if (seen.length >= count) resolve(seen)
        },
      })
    })
  }

  /** As where transactions take turns: `announced` is called before the commit, nobody after it. */
  const announcing = (announced: () => void) =>
    createAnnounce({
      dialect: store.db.dialect,
      catalogue: () => CORE_EVENTS,
      clock,
      id: idMaker(clock.now),
      announced,
      committed: () => {},
    })

  test('a rolled-back change leaves no event and no gap', async () => {
    await announceAll(registered('usr_a'))
    await assert.rejects(
      store.db.transaction(async (tx) => {
        await announce(tx, registered('usr_b'))
        throw new Error('no')
      }),
    )
    await announceAll(registered('usr_c'))
    await number()
    const events = await readLog(store.db.reader, 0, 10)
    assert.deepEqual(
      events.map((event) => [event.position, event.subject]),
      [
        [1, 'usr_a'],
        [2, 'usr_c'],
      ],
    )
  })

  test('where transactions take turns, an event has its place and has been read when its commit is told', async (t) => {
    if (!store.db.dialect.oneWriter) return t.skip('here they run side by side')
    const ahead = announcing(committed.nudge)
    const read: number[] = []
    run({
      name: 'reader',
      async consume(_tx, events) {
        read.push(...events.map(({ position }) => position))
        return events.length
      },
    })
    const place = () => store.db.reader('subscriber_cursors').where({ name: 'reader' }).first('position')
    await until('the reader has looked', async () => (await place()) !== undefined)
    // On a busy machine they are not always one commit, but one of a few is.
    let atOnce = 0
    for (let n = 1; n <= 10; n++) {
      await store.db.transaction((tx) => ahead(tx, registered(`usr_${n}`)))
      if ((await place()).position === n) atOnce += 1
      await until('it has been read', () => read.length === n)
    }
    assert.ok(atOnce > 0)
    assert.deepEqual(read, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('where transactions take turns, a reader that failed before misses nothing that is about to be committed', async (t) => {
    if (!store.db.dialect.oneWriter) return t.skip('here they run side by side')
    const ahead = announcing(committed.nudge)
    const failing = new Set<number>()
    let asked = 0
    const db: Database = {
      ...store.db,
      inTurn: (step, work) => {
        asked += 1
        return failing.delete(asked)
          ? Promise.reject(new Error('disk I/O error'))
          : store.db.inTurn(step, work)
      },
    }
    const subscriber = {
      name: 'reader',
      consume: async (_tx: Tx, events: readonly LoggedEvent[]) => events.length,
    }
    run(subscriber, db)
    const place = () => store.db.reader('subscriber_cursors').where({ name: 'reader' }).first('position')
    await until('the reader has looked', async () => (await place()) !== undefined)
    await store.db.transaction((tx) => ahead(tx, registered('usr_a')))
    await until('it has read once', async () => (await place()).position === 1)
    // The numbering that was woken for nothing, and then the reader.
    failing.add(asked + 2)
    committed.nudge()
    await until('the reader has failed', () => failing.size === 0)
    const before = asked
    await store.db.transaction(async (tx) => {
      await ahead(tx, registered('usr_b'))
      await until('the numbering and the reader wait behind it', () => asked - before === 2)
    })
    await until('it has read twice', async () => (await place()).position === 2)
  })

  test('facts that are only counted wake nobody', async () => {
    let woken = 0
    const counting = announcing(() => woken++)
    const failed = serverEvent(
      'user.login.failed',
      null,
      { reason: 'unknown_user', identifier: 'b***' },
      { ...context, ip: '203.0.113.7' },
    )
    for (let n = 0; n < 15; n++) await store.db.transaction((tx) => counting(tx, failed))
    assert.equal(woken, 10)
    assert.equal(await number(), 10)
  })

  test('many events at once are numbered, counted and ordered as if each came by itself', async () => {
    const drafts = Array.from({ length: 60 }, (_, n) => registered(`usr_${n % 7}`))
    await announceAll(registered('usr_3'))
    await announceAll(...drafts)
    await number()
    const events = await readLog(store.db.reader, 0, 100)
    assert.deepEqual(
      events.slice(1).map(({ position, subject }) => [position, subject]),
      drafts.map(({ subject }, n) => [n + 2, subject]),
    )
    for (const user of new Set(drafts.map(({ subject }) => subject))) {
      const own = events.filter(({ subject }) => subject === user).map(({ sequence }) => sequence)
      assert.deepEqual(
        own,
        own.map((_, n) => n + 1),
      )
    }
  })

  test('an event, its number and its outbox row are one statement', async () => {
    const statements: string[] = []
    const seen = ({ sql }: { sql: string }) => void statements.push(sql)
    store.db.writer.on('query', seen)
    await announceAll(registered('usr_a'))
    store.db.writer.removeListener('query', seen)
    assert.equal(statements.filter((sql) => !/^(begin|commit)/i.test(sql)).length, 1, statements.join('\n'))
  })

  test('a draft that does not fit its schema takes the change down with it', async () => {
    await assert.rejects(
      announceAll({ type: 'user.registered', subject: 'usr_a', data: { method: 'self' }, context }),
    )
    await assert.rejects(
      announceAll({ type: 'user.flew', subject: 'usr_a', data: {}, context }),
      /user\.flew/,
    )
    assert.equal(await number(), 0)
  })

  test('fields outside the schema never enter an event', async () => {
    await announceAll({
      ...registered('usr_a'),
      data: { user: { ...person('usr_a'), passwordHash: 'x' }, method: 'self' },
    })
    const row = await store.db.reader('events').first('data')
    assert.doesNotMatch(row.data, /passwordHash/)
  })

  test('each user counts from 1, and positions go on after the log was emptied', async () => {
    await announceAll(registered('usr_a'), registered('usr_b'), registered('usr_a'))
    await number()
    const events = await readLog(store.db.reader, 0, 10)
    assert.deepEqual(
      events.map((event) => [event.subject, event.sequence]),
      [
        ['usr_a', 1],
        ['usr_b', 1],
        ['usr_a', 2],
      ],
    )
    await store.db.writer('log').delete()
    await announceAll(registered('usr_a'))
    await number()
    assert.equal(await headPosition(store.db.reader), 4)
  })

  test('facts that strangers cause have no sequence and stop after ten a minute, saying how many were left out', async () => {
    const failed = () =>
      serverEvent(
        'user.login.failed',
        null,
        { reason: 'unknown_user', identifier: 'a***' },
        { ...context, ip: '203.0.113.9' },
      )
    for (let i = 0; i < 13; i++) await announceAll(failed())
    assert.equal(await number(), 10)
    clock.move(60_000)
    await announceAll(failed())
    await number()
    const last = (await readLog(store.db.reader, 10, 10))[0]
    assert.equal(last?.sequence, null)
    assert.equal(last?.data?.suppressed, 3)
  })

  test('a subscriber gets every event once, in order, woken by the commit', async () => {
    const all = collect(30)
    for (let i = 0; i < 30; i++) await announceAll(registered(`usr_${i % 3}`))
    const events = await all
    assert.deepEqual(
      events.map((event) => event.position),
      Array.from({ length: 30 }, (_, i) => i + 1),
    )
  })

  test('what a subscriber wrote rolls back together with its cursor', async () => {
    let first = true
    const all = new Promise<number>((resolve) => {
      run({
        name: 'writer',
        async consume(tx, events) {
          for (const event of events) await tx('limits').insert({ key: event.id, points: 1 })
          if (first) {
            first = false
            throw new Error('late fault')
          }
          return events.length
        },
        committed: () => resolve(1),
      })
    })
    await announceAll(registered('usr_a'), registered('usr_b'))
    await all
    const rows = await store.db.reader('limits').select('key')
    await store.db.writer('limits').delete()
    assert.equal(new Set(rows.map((row) => row.key)).size, rows.length)
    assert.ok(rows.length >= 1)
  })

  test('a poison event is parked after five tries and holds up nobody else', async () => {
    await announceAll(...['usr_a', 'usr_b', 'usr_poison', 'usr_c'].map(registered))
    const taken: string[] = []
    let tries = 0
    const passing = setInterval(() => clock.move(1000), 20)
    const done = new Promise<void>((resolve) => {
      run({
        name: 'picky',
        async consume(_tx, events) {
          if (events.some((event) => event.subject === 'usr_poison')) {
            if (events.length === 1) tries++
            throw new Error('cannot read this')
          }
          taken.push(...events.map((event) => String(event.subject)))
          return events.length
        },
        committed() {
          if (taken.includes('usr_c')) resolve()
        },
      })
    })
    await done
    clearInterval(passing)
    assert.deepEqual(taken, ['usr_a', 'usr_b', 'usr_c'])
    assert.equal(tries, 5)
    const parked = await store.db.reader('parked_events').select('subscriber', 'position')
    assert.deepEqual(parked, [{ subscriber: 'picky', position: 3 }])
  })

  /** A cursor at the first event, which is one failure away from being parked. */
  const almostParked = () =>
    store.db.transaction(async (tx) => {
      await ensureCursor(tx, 'unlucky', 0, clock.now())
      for (let n = 0; n < 4; n++) await recordFailure(tx, 'unlucky', 0)
    })

  /** Runs it until an event is taken or set aside; answers what was set aside. */
  const setAside = async (consume: () => void, db?: Database) => {
    let taken = false
    const subscriber: Subscriber = {
      name: 'unlucky',
      async consume(_tx, events) {
        consume()
        return events.length
      },
      committed: () => {
        taken = true
      },
    }
    run(subscriber, db)
    const parked = () => store.db.reader('parked_events').select('position')
    await until('an event is taken or set aside', async () => taken || (await parked()).length > 0)
    return parked()
  }

  test('no event is set aside for what the database could not do', async () => {
    await announceAll(registered('usr_a'))
    await almostParked()
    const code = store.db.dialect.singleServer ? 'SQLITE_FULL' : '53100'
    let tries = 0
    const consume = () => {
      tries += 1
      if (tries <= HALVINGS + 1) throw Object.assign(new Error('the disk is full'), { code })
    }
    assert.deepEqual(await setAside(consume), [])
  })

  test('no event is set aside for one that another node was through with meanwhile', async () => {
    await announceAll(...['usr_a', 'usr_b'].map(registered))
    await almostParked()
    let tries = 0
    const otherNode = { ...store.db }
    otherNode.transaction = async (work) => {
      // Between the failure and the record of it.
      if (tries === HALVINGS + 1)
        await store.db.transaction(async (tx) => {
          await moveCursor(tx, store.db.dialect, 'unlucky', 1, clock.now())
          for (let n = 0; n < 4; n++) await recordFailure(tx, 'unlucky', 0)
        })
      return store.db.transaction(work)
    }
    const consume = () => {
      tries += 1
      if (tries <= HALVINGS + 1) throw new Error('not on this node')
    }
    assert.deepEqual(await setAside(consume, otherNode), [])
  })

  test('a subscriber that takes a part of a batch gets the rest next', async () => {
    await announceAll(...['usr_a', 'usr_b', 'usr_c'].map(registered))
    const taken: number[] = []
    await new Promise<void>((resolve) => {
      run({
        name: 'slow',
        async consume(_tx, events) {
          taken.push(Number(events[0]?.position))
          return 1
        },
        committed: () => taken.length === 3 && resolve(),
      })
    })
    assert.deepEqual(taken, [1, 2, 3])
  })
})
