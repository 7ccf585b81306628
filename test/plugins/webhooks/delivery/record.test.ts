import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createRecorder, type Recorded, type Result } from '../../../../plugins/webhooks/delivery/record.ts'
import { keptLog } from '../../../support/log.ts'

const NOTHING: Recorded = { late: new Set(), turns: [], states: new Map() }

/** A recorder whose transactions end as `write` says, and what it has recorded. */
function recorderOf(t: TestContext, write: () => Promise<Recorded>) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const recorded: Result[] = []
  const recorder = createRecorder({
    log: keptLog(),
    write,
    asked() {},
    recorded: (results) => void recorded.push(...results),
  })
  const idle = async () => {
    let done = false
    recorder.idle().then(() => {
      done = true
    })
    for (let n = 0; n < 500 && !done; n++) {
      t.mock.timers.tick(250)
      await setImmediate()
    }
    assert.ok(done, 'it goes on and on')
  }
  return { recorder, recorded, idle }
}

const result = (): Result => ({
  claimed: {
    ...{
      id: 1,
      endpoint: 1,
      position: 1,
      variant: '',
      lane: null,
      tries: 0,
      rejections: 0,
      claims: 1,
      token: 1,
    },
    ...{ replay: null, leaseUntil: 0, version: 1, probe: false },
  },
  answer: { kind: 'handed_back', afterMs: 0 },
  attempts: [],
  observation: undefined,
  maxInFlight: 1,
  delays: [],
})
const failing = (code: string) => Object.assign(new Error('it failed'), { code })

test('an answer is not forgotten, however long the database is away', async (t) => {
  let asked = 0
  const { recorder, recorded, idle } = recorderOf(t, async () => {
    asked += 1
    if (asked <= 100) throw failing('ECONNREFUSED')
    return NOTHING
  })
  const first = result()
  recorder.add(first)
  await idle()
  assert.deepEqual([recorded, asked], [[first], 101])
})

test('each answer that cannot be written is given up after twenty tries, and those behind it are written', async (t) => {
  const bad = [result(), result()]
  let tries = 0
  const { recorder, recorded, idle } = recorderOf(t, async () => {
    tries += 1
    // Both bad ones come first: one that is alone in its transaction twenty times is one of them.
    if (tries <= 1 + 2 * 20) throw failing('SQLITE_CONSTRAINT')
    return NOTHING
  })
  for (const one of bad) recorder.add(one)
  const good = result()
  recorder.add(good)
  await idle()
  assert.ok(recorded.includes(good))
  for (const one of bad) assert.ok(!recorded.includes(one))
})
