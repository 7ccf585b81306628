import assert from 'node:assert/strict'
import { test } from 'node:test'
import { programOf, runNode } from '../../support/child.ts'
import { openTestDatabase } from '../../support/database.ts'
import { startReceiver } from '../../support/receiver.ts'
import { openEngine, schemas } from './running-engine.ts'

const STEPS = [
  'before-dispatch',
  'after-dispatch',
  'in-fan-out',
  'after-subscriber',
  'after-claim',
  'before-send',
  'after-response',
  'after-record',
]

test('killed at any step between commit and record, every event arrives, in order, and nothing is dead', async (t) => {
  const receiver = await startReceiver()
  t.after(() => receiver.stop())
  const store = await openTestDatabase(schemas)
  t.after(() => store.close())
  const engine = await openEngine({ store, key: Buffer.alloc(32, 7) })
  await engine.endpoint(`${receiver.url}/oa`)
  const where = JSON.stringify(store.location)
  // Each process is an hour ahead of the one before: leases of the dead are over.
  let round = 0
  const run = (fault?: string) =>
    runNode([...programOf('test/plugins/webhooks/engine-process.ts'), where, String(round++)], {
      GATEPOST_FAULT: fault,
    })

  const runWhole = async () => {
    const { code, output } = await run()
    assert.equal(code, 0, output)
  }

  for (const [n, step] of STEPS.entries()) {
    // Where messages are few, what was announced may be no more than two or three batches.
    const { code, output } = await run(`${step}:${1 + (n % 2)}`)
    assert.equal(code, 'SIGKILL', `${step}: ${output}`)
    // What was being sent at five deaths would be given up, and rightly so.
    if (n % 4 === 3) await runWhole()
  }

  const events: { id: string; subject: string; sequence: number }[] = await store.db
    .reader('events')
    .where('type', 'like', 'user.%')
    .orderBy('seq')
  const rows = await engine.deliveries()
  assert.equal(rows.length, events.length)
  assert.deepEqual(
    rows.filter(({ state }) => state !== 'delivered'),
    [],
  )
  const posts = await receiver.requests()
  const firsts = new Map<string, { subject: string; sequence: number }>()
  for (const { headers, body } of posts) {
    const id = headers['webhook-id'] ?? ''
    const { sequence, data } = JSON.parse(body)
    if (!firsts.has(id)) firsts.set(id, { subject: data.user.id, sequence })
  }
  assert.deepEqual([...firsts.keys()].sort(), events.map(({ id }) => id).sort())
  for (const user of new Set(events.map(({ subject }) => subject))) {
    const order = [...firsts.values()].filter(({ subject }) => subject === user)
    const sequences = order.map(({ sequence }) => sequence)
    assert.deepEqual(
      sequences,
      sequences.toSorted((a, b) => a - b),
    )
  }
})
