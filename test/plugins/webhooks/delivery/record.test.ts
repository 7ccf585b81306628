import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createRecorder, type Recorded, type Result } from '../../../../plugins/webhooks/delivery/record.ts'

const NOTHING: Recorded = { late: new Set(), turns: [], states: new Map() }

/** A recorder whose transactions end as `transaction` says, told how many results it was asked to write. */
function recorderOf(t: TestContext, transaction: () => Promise<Recorded>) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const recorded: Result[] = []
  const recorder = createRecorder({
    db: { transaction },
    log: { error() {} },
    asked() {},
    recorded: (results: readonly Result[]) => void recorded.push(...results),
  } as unknown as Parameters<typeof createRecorder>[0])
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

const result = (): Result => ({ attempts: [] }) as unknown as Result
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
