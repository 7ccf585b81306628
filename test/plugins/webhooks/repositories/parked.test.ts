import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { skipParked } from '../../../../plugins/webhooks/repositories/parked.ts'
import { until } from '../../../support/wait.ts'
import { openEngine, registered } from '../running-engine.ts'

test('what is claimed while its lane is given up is under way, and not skipped', async (t) => {
  const engine = await openEngine()
  t.after(() => engine.close())
  await engine.endpoint('http://127.0.0.1:9/oa')
  engine.startFanOut()
  await engine.announce(registered('usr_ann'), registered('usr_bob'))
  await until('both are fanned out', async () => (await engine.deliveries()).length === 2)
  let skipping: Promise<number> | undefined
  await engine.db.transaction(async (tx) => {
    await tx('webhooks_deliveries').where({ lane: 'usr_ann' }).update({ state: 'leased', lease_until: 1 })
    skipping = engine.db.transaction((other) => skipParked(other, 1, 'endpoint_deleted', 10, 0))
    // On PostgreSQL it comes as far as the row that is locked here.
    await pause(200)
  })
  assert.equal(await skipping, 1)
  assert.deepEqual(
    (await engine.deliveries()).map(({ lane, state }) => [lane, state]),
    [
      ['usr_ann', 'leased'],
      ['usr_bob', 'skipped'],
    ],
  )
})
