import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { digestOf } from '../../../plugins/webhooks/repair/compare.ts'
import { listRepairs } from '../../../plugins/webhooks/repositories/repairs.ts'
import { sendRepair } from '../../../plugins/webhooks/usecases/send-repair.ts'
import type { Database } from '../../../src/db/database.ts'
import { type Receiver, startReceiver, verifyPost } from '../../support/receiver.ts'
import { until } from '../../support/wait.ts'
import { changeName, leave, people } from './engine-people.ts'
import { openEngine, type RunningEngine, system } from './running-engine.ts'

describe('a repair', () => {
  let receiver: Receiver
  let engine: RunningEngine
  let ids: string[]
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.stop())
  beforeEach(async () => {
    engine = await openEngine()
    ids = await people(engine, 5)
  })
  afterEach(() => engine.close())

  const repairs = () => engine.engine.repairs
  const pairs = (...users: readonly (readonly [id: string | undefined, sequence: number])[]) =>
    users.map(([id = '', sequence]) => ({ id, sequence }))
  const everybody = { after: '', until: null }
  const begin = async (url: string | null = null) => {
    const { endpoint, secret } = await engine.endpoint(`${receiver.url}/oa`, { events: ['user.deleted'] })
    const { id } = await repairs().startRepair(endpoint.id, url, system)
    return { endpoint: endpoint.id, id, secret }
  }
  const view = ({ endpoint, id }: { endpoint: string; id: string }) => repairs().getRepair(endpoint, id)
  /** The receiver's answers to the questions of a repair, one after the other. */
  const answers = (...bodies: readonly object[]) =>
    receiver.script([{}], { paths: { '/users': bodies.map((body) => ({ body: JSON.stringify(body) })) } })

  test('tells what is missing, behind, gone, ahead and unknown, and nothing of those who are equal', async () => {
    const [ann, ben, cid, dan, eve] = ids
    await changeName(engine, ben ?? '', 'Second')
    await leave(engine, cid ?? '')
    const it = await begin()
    const theirs = pairs([ann, 1], [ben, 1], [cid, 1], [dan, 9], ['usr_zz', 3])
    const { differences, until } = await repairs().compareUsers(it.endpoint, it.id, everybody, theirs)
    assert.equal(until, null)
    assert.deepEqual(differences, [
      { user: ben, kind: 'behind', ours: 2, theirs: 1 },
      { user: dan, kind: 'ahead', ours: 1, theirs: 9 },
      { user: eve, kind: 'missing', ours: 1, theirs: null },
      { user: cid, kind: 'gone', ours: 2, theirs: 1 },
      { user: 'usr_zz', kind: 'unknown', ours: null, theirs: 3 },
    ])
    assert.deepEqual((await view(it)).found, { missing: 1, behind: 1, gone: 1, ahead: 1, unknown: 1 })
  })

  test('lets a receiver keep the row of somebody who is gone, once it knows that', async () => {
    await leave(engine, ids[0] ?? '')
    const it = await begin()
    const theirs = pairs(...ids.map((id, n) => [id, n === 0 ? 2 : 1] as const))
    assert.deepEqual((await repairs().compareUsers(it.endpoint, it.id, everybody, theirs)).differences, [])
  })

  test('forgets what it found in a stretch that is compared again', async () => {
    const it = await begin()
    await repairs().compareUsers(it.endpoint, it.id, everybody, [])
    assert.equal((await view(it)).found.missing, 5)
    const first = { after: '', until: ids[1] ?? '' }
    await repairs().compareUsers(it.endpoint, it.id, first, pairs([ids[0], 1], [ids[1], 1]))
    assert.equal((await view(it)).found.missing, 3)
  })

  test('finds by digests the stretches that differ', async () => {
    const it = await begin()
    const equal = digestOf(pairs([ids[0], 1], [ids[1], 1]))
    const ranges = [
      { after: '', until: ids[1] ?? '', digest: equal },
      { after: ids[1] ?? '', until: null, digest: equal },
    ]
    assert.deepEqual(await repairs().compareDigests(it.endpoint, it.id, ranges), [
      { after: ids[1], until: null },
    ])
  })

  test('refuses a user outside of the stretch, and all once it was sent', async () => {
    const it = await begin()
    const range = { after: ids[1] ?? '', until: null }
    await assert.rejects(repairs().compareUsers(it.endpoint, it.id, range, pairs([ids[0], 1])), {
      code: 'invalid',
    })
    await assert.rejects(repairs().sendRepair(it.endpoint, it.id, system), { code: 'conflict' })
    await repairs().compareUsers(it.endpoint, it.id, everybody, [])
    await repairs().sendRepair(it.endpoint, it.id, system)
    await assert.rejects(repairs().compareUsers(it.endpoint, it.id, everybody, []), { code: 'conflict' })
    await assert.rejects(repairs().sendRepair(it.endpoint, it.id, system), { code: 'conflict' })
  })

  test('sends just what it found, the gone as gone', async () => {
    const [ann, ben, cid, dan, eve] = ids
    await leave(engine, cid ?? '')
    const it = await begin()
    const theirs = pairs([ann, 1], [cid, 1], [dan, 1], [eve, 0])
    await repairs().compareUsers(it.endpoint, it.id, everybody, theirs)
    const seen = (await receiver.counts()).requests
    const backfill = await repairs().sendRepair(it.endpoint, it.id, system)
    engine.start()
    await until('it is done', async () => {
      const { state } = await engine.engine.backfills.getBackfill(it.endpoint, backfill)
      return state === 'done'
    })
    const posts = (await receiver.requests(seen)).map(({ body }) => JSON.parse(body))
    const told = posts
      .filter(({ type }) => type !== 'user.deleted')
      .map(({ type, data }) => `${type} ${data.user?.id ?? data.userId}`)
    assert.deepEqual(told.sort(), [`user.gone ${cid}`, `user.snapshot ${ben}`, `user.snapshot ${eve}`].sort())
    assert.equal((await view(it)).state, 'sent')
    assert.ok((await engine.engine.ledger.readLedger()).balanced)
  })

  test('asks the receiver, signed, and needs its users only where the digest differs', async () => {
    const all = pairs(...ids.map((id) => [id, 1] as const))
    await answers({ digest: digestOf(all) })
    const seen = (await receiver.counts()).requests
    const it = await begin(`${receiver.url}/users`)
    engine.start()
    await until('it has compared', async () => (await view(it)).state === 'compared')
    const [question, ...more] = await receiver.requests(seen)
    assert.equal(more.length, 0)
    assert.ok(question)
    assert.deepEqual(verifyPost(question, it.secret), {
      type: 'repair.digest',
      after: '',
      until: null,
      limit: 1000,
    })
    const { compared, found } = await view(it)
    assert.deepEqual([compared, found.missing], [5, 0])

    await answers({ digest: 'another' }, { users: all.slice(1) })
    const second = await repairs().startRepair(it.endpoint, `${receiver.url}/users`, system)
    await until('it has compared', async () => (await view({ ...it, id: second.id })).state === 'compared')
    assert.equal((await view({ ...it, id: second.id })).found.missing, 1)
  })

  test('gives up on a receiver that answers five times as it should not, and says why', async () => {
    await receiver.script([{}], { paths: { '/users': [{ status: 500 }] } })
    const seen = (await receiver.counts()).requests
    const it = await begin(`${receiver.url}/users`)
    engine.start()
    for (let failure = 1; failure <= 5; failure++) {
      await until(
        `it was asked ${failure} times`,
        async () => (await receiver.counts()).requests >= seen + failure,
      )
      await until('that is noted', async () => (await view(it)).fault !== null)
      engine.clock.move(20_000)
    }
    const failed = await until('it gave up', async () => {
      const now = await view(it)
      return now.state === 'failed' && now
    })
    assert.equal(failed.fault, 'The receiver answered 500.')
    assert.equal((await receiver.counts()).requests, seen + 5)
  })

  test('takes no answer whose users are out of order', async () => {
    const all = pairs(...ids.map((id) => [id, 1] as const))
    await answers({ digest: 'another' }, { users: [...all].reverse() })
    const it = await begin(`${receiver.url}/users`)
    engine.start()
    const fault = await until('the fault is told', async () => (await view(it)).fault ?? false)
    assert.match(fault, /do not ascend/)
  })

  test('takes no answer with ids or numbers that no database keeps', async () => {
    for (const users of [
      [{ id: 'usr_\0', sequence: 1 }],
      [{ id: 'usr_\ud800', sequence: 1 }],
      [{ id: '', sequence: 1 }],
      [{ id: 'usr_zz', sequence: 2 ** 31 }],
    ]) {
      await answers({ digest: 'another' }, { users })
      const it = await begin(`${receiver.url}/users`)
      engine.start()
      const fault = await until('the fault is told', async () => (await view(it)).fault ?? false)
      assert.equal(fault, 'The answer is none to what was asked.', JSON.stringify(users))
      await engine.stop()
    }
  })

  test('asks nothing where its webhook was before it moved', async () => {
    const seen = (await receiver.counts()).requests
    const it = await begin(`${receiver.url}/users`)
    await engine.service.editEndpoint(it.endpoint, { url: 'http://127.0.0.1:9/oa' }, system)
    engine.start()
    const fault = await until('the fault is told', async () => (await view(it)).fault ?? false)
    assert.equal(fault, 'The webhook has moved since. Begin a repair at its new address.')
    assert.equal((await receiver.counts()).requests, seen)
  })

  test('sends all that was found until the moment at which it begins, and does so once', async () => {
    const it = await begin()
    const [first = '', ...rest] = ids
    const find = (users: readonly string[]) =>
      repairs().compareUsers(it.endpoint, it.id, everybody, pairs(...users.map((id) => [id, 1] as const)))
    await find(rest)
    const [found] = await listRepairs(engine.db.reader, 1, 1000, 1)
    assert.ok(found)
    const send = (before: () => Promise<unknown>) => {
      const transaction: Database['transaction'] = async (work) => {
        await before()
        return engine.db.transaction(work)
      }
      const { clock, id, keyring, announce, users, mailOperators, wake } = engine.host
      const installation = (): never => assert.fail('no address is looked at')
      const host = { clock, id, keyring, announce, users, mailOperators, wake }
      const deps = { ...host, db: { ...engine.db, transaction }, installation, resolveUrl: installation }
      return sendRepair(deps, { id: it.endpoint, num: found.endpoint }, found, system)
    }
    await send(() => find([first]))
    const [{ total, until_id } = {}] = await engine.db.reader('webhooks_backfills')
    assert.deepEqual([total, until_id], [4, ids[4]])
    await engine.db.writer('webhooks_backfills').update({ state: 'done' })
    await assert.rejects(
      send(async () => {}),
      { code: 'conflict' },
    )
  })

  test('asks at the origin of its webhook alone, and at no address that the guard forbids', async () => {
    const { endpoint } = await engine.endpoint(`${receiver.url}/oa`)
    for (const url of ['http://127.0.0.1:9/users', 'http://169.254.169.254/users', 'no address'])
      await assert.rejects(repairs().startRepair(endpoint.id, url, system), { code: 'invalid' }, url)
  })
})
