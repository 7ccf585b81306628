import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  differences,
  type Prepared,
  prepareFirstSync,
  repair,
  syncUnderFire,
  userId,
} from '../support/first-sync.ts'
import { readRows } from '../support/rows.ts'
import { suiteScope } from '../support/scope.ts'

const USERS = 150

describe('an OA system that comes late, from its first sync to a repair', () => {
  const scope = suiteScope()
  let prepared: Prepared
  before(async () => {
    prepared = await prepareFirstSync(scope, { users: USERS })
  })

  it('has everybody as they are, after changes all the time and a kill of both sides', async (t) => {
    const happened = await syncUnderFire(prepared, { users: USERS, changesPerSecond: 20, kills: 1 })
    t.diagnostic(JSON.stringify(happened))
    assert.ok(happened.changes > 0)
    assert.deepEqual(await differences(prepared.server, prepared.oa), [])
  })

  it('met no lane out of order, and no signature that was wrong', async () => {
    const { late, refused } = await prepared.oa.stats()
    assert.deepEqual({ late, refused }, { late: 0, refused: 0 })
  })

  it('finds nothing to repair while both sides are equal', async () => {
    assert.deepEqual(await repair(prepared), { missing: 0, behind: 0, gone: 0, ahead: 0, unknown: 0 })
  })

  it('gets back what somebody damaged by hand, and nothing else', async () => {
    const { server, oa } = prepared
    const taken = (await oa.stats()).taken
    for (const damage of [
      `DELETE FROM employees WHERE user IN ('${userId(7)}', '${userId(70)}', '${userId(150)}')`,
      `UPDATE employees SET name = 'Nobody' WHERE user IN ('${userId(8)}', '${userId(80)}')`,
      `UPDATE employees SET sequence = 0 WHERE user = '${userId(9)}'`,
    ])
      await readRows(oa.file, damage)
    assert.equal((await differences(server, oa)).length, 6)
    const found = await repair(prepared)
    assert.deepEqual(found, { missing: 3, behind: 3, gone: 0, ahead: 0, unknown: 0 })
    assert.deepEqual(await differences(server, oa), [])
    assert.equal((await oa.stats()).taken, taken + 6)
  })

  it('hears of a deletion that it had missed', async () => {
    const { server, oa, api } = prepared
    const gone = userId(11)
    const [row] = await readRows(oa.file, `SELECT * FROM employees WHERE user = '${gone}'`)
    await api.call('DELETE', `/users/${gone}`)
    await oa.employee(String(row?.name), ({ state }) => state === 'Left')
    await readRows(oa.file, `UPDATE employees SET state = 'active', sequence = 1 WHERE user = '${gone}'`)
    assert.deepEqual(await differences(server, oa), [`${gone} is not here`])
    assert.equal((await repair(prepared)).gone, 1)
    assert.deepEqual(await differences(server, oa), [])
  })
})
