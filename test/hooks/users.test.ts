import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { userEvent } from '../../src/domain/event-catalogue.ts'
import { publicUser } from '../../src/domain/user.ts'
import type { StateDraft } from '../../src/hooks/contract.ts'
import { lockUser, updateUserRow } from '../../src/repositories/users.ts'
import { leave, people } from '../plugins/webhooks/engine-people.ts'
import { openEngine, type RunningEngine, system } from '../plugins/webhooks/running-engine.ts'

describe('users as a plugin may know them', () => {
  let engine: RunningEngine
  beforeEach(async () => {
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  const draft: StateDraft = {
    type: 'user.snapshot',
    gone: 'user.gone',
    target: ['ep_1'],
    adds: { backfillId: 'bkf_1' },
    context: system,
  }
  const tell = (ids: readonly string[], change: Partial<StateDraft> = {}) =>
    engine.db.transaction((tx) => engine.host.users.announceStates(tx, ids, { ...draft, ...change }))
  const newest = async () => {
    const row = await engine.db.reader('events').orderBy('seq', 'desc').first()
    return { ...row, data: JSON.parse(row.data) }
  }

  it('are told with what a change that was under way left, and with its number', async () => {
    const { db, host } = engine
    const [ann = ''] = await people(engine, 1)
    let begun: () => void = () => {}
    const changing = new Promise<void>((resolve) => {
      begun = resolve
    })
    const change = db.transaction(async (tx) => {
      const user = await lockUser(tx, db.dialect, ann)
      assert.ok(user)
      await updateUserRow(tx, ann, { name: 'Anne' })
      begun()
      // Long enough for the other transaction to come to the locked row.
      await tx.raw('select 1')
      await new Promise((resolve) => setTimeout(resolve, 100))
      const changes = { name: { from: user.name, to: 'Anne' } }
      const after = publicUser({ ...user, name: 'Anne' })
      await host.announce(tx, userEvent('user.updated', after, { changes }, system))
    })
    await changing
    const [told] = await Promise.all([tell([ann]), change])
    const { type, sequence, data, id, target } = await newest()
    assert.deepEqual([type, sequence, data.user.name, target], ['user.snapshot', 2, 'Anne', '["ep_1"]'])
    assert.deepEqual(told, { here: 1, gone: 0, lastEvent: id })
  })

  it('never count a sequence up by being told', async () => {
    const [ann = ''] = await people(engine, 1)
    await tell([ann])
    await tell([ann])
    assert.equal((await engine.host.users.lastSequences([ann])).get(ann), 1)
  })

  it('who are gone are told as gone, and whoever never was is not told', async () => {
    const [ann = '', ben = ''] = await people(engine, 2)
    await leave(engine, ann)
    const { here, gone } = await tell([ann, ben, 'usr_never'])
    assert.deepEqual({ here, gone }, { here: 1, gone: 1 })
    const { type, subject, sequence, data } = await newest()
    assert.deepEqual([type, subject, sequence], ['user.gone', ann, 2])
    assert.deepEqual(data, { userId: ann, backfillId: 'bkf_1' })
  })

  it('can be told by an addressed event alone, and with nothing beside what its schema holds', async () => {
    const [ann = ''] = await people(engine, 1)
    await assert.rejects(tell([ann], { type: 'user.updated' }), /no addressed event about a user/)
    await assert.rejects(tell([ann], { type: 'ping' }), /no addressed event about a user/)
    await assert.rejects(tell([ann], { adds: {} }), /backfillId/)
  })

  it('are walked through by id, each once, with the number of their newest event', async () => {
    await people(engine, 5)
    const { users } = engine.host
    const all = await users.ids({}, { after: '', until: null }, 1000)
    assert.deepEqual(all, [...new Set(all)].sort())
    assert.equal(await users.newestId(), all.at(-1))
    const stretch = { after: all[0] ?? '', until: all[2] ?? '' }
    assert.deepEqual(
      (await users.versions(stretch, 1000)).map(({ id }) => id),
      all.slice(1, 3),
    )
    assert.deepEqual(await users.ids({ status: 'blocked' }, { after: '', until: null }, 1000), [])
    assert.equal(await users.count({}), all.length)
  })
})
