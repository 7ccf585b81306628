import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { ALL, FAILED, STEP_MS } from '../../../../plugins/webhooks/delivery/activity.ts'
import { type RecordParts, record } from '../../../../plugins/webhooks/delivery/record.ts'
import { retain } from '../../../../plugins/webhooks/retention.ts'
import { type Receiver, startReceiver } from '../../../support/receiver.ts'
import { openEngine, type RunningEngine, registered, renamed } from '../running-engine.ts'

describe('the sums of attempts', () => {
  let receiver: Receiver
  let engine: RunningEngine
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.stop())
  beforeEach(async () => {
    await receiver.script([{}])
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  const sumOf = async (where: object): Promise<number> => {
    const row = await engine.db.reader('webhooks_activity').where(where).sum({ sum: 'attempts' }).first()
    return Number(row?.sum ?? 0)
  }
  const countAttempts = async (): Promise<number> =>
    Number((await engine.db.reader('webhooks_attempts').count({ count: '*' }).first())?.count)

  test('count each recorded attempt once for its endpoint, and once for all of them', async () => {
    await receiver.script([{ status: 500 }, { status: 302 }, {}])
    await engine.endpoint(`${receiver.url}/oa`, { retry: { delays: [5, 5] } })
    await engine.endpoint(`${receiver.url}/hr`)
    engine.start()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'), registered('usr_bob'))
    await engine.attempted(2)
    for (const _ of [1, 2]) {
      engine.clock.move(10_000)
      await engine.attempted(3)
    }
    engine.clock.move(120_000)
    await engine.settled()
    const attempts = await countAttempts()
    assert.ok(attempts >= 8, `${attempts} attempts`)
    const halfHours = { step: STEP_MS.halfHour }
    assert.equal(
      (await sumOf({ ...halfHours, endpoint: 1 })) + (await sumOf({ ...halfHours, endpoint: 2 })),
      attempts,
    )
    assert.equal(await sumOf({ ...halfHours, endpoint: ALL }), attempts)
    assert.equal(await sumOf({ step: STEP_MS.minute, endpoint: ALL }), attempts)
    assert.equal(await sumOf({ step: STEP_MS.minute, took: FAILED }), 2)
  })

  test('are not raised by a record that is rolled back', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    const { db, clock } = engine
    const parts: RecordParts = {
      db: {
        ...db,
        inTurn: (step, work) =>
          db.inTurn(step, async (tx) => {
            await work(tx)
            throw new Error('the commit failed')
          }),
      },
      clock,
      random: Math.random,
      tell: async () => [],
      announce: async () => {},
    }
    const claimed = { id: 1, endpoint: 1, position: 1, variant: '', lane: null, token: 1, tries: 0 }
    const attempt = {
      startedAt: 1,
      durationMs: 5,
      sent: true,
      status: 200,
      requestHeaders: {},
      requestSha256: '',
    }
    const nothing = { responseHeaders: null, responseBody: null, errorKind: null, errorMessage: null }
    await assert.rejects(
      record(parts, [
        {
          claimed: {
            ...claimed,
            claims: 1,
            rejections: 0,
            probe: false,
            replay: null,
            leaseUntil: 1,
            version: 1,
          },
          answer: { kind: 'attempted', status: 200, responseHeaders: null },
          attempts: [{ ...attempt, ...nothing, responseTruncated: false }],
          observation: undefined,
          maxInFlight: 1,
          delays: [],
        },
      ]),
      /the commit failed/,
    )
    assert.equal(await sumOf({}), 0)
    assert.equal(await countAttempts(), 0)
  })

  test('are kept for as long as a figure is read from them', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.settled()
    const { db, clock, log } = engine
    const run = () => retain({ db, clock, log, retentionDays: 30 }, async () => {})
    clock.move(3 * 3_600_000)
    await run()
    assert.equal(await sumOf({ step: STEP_MS.minute }), 0)
    assert.equal(await sumOf({ step: STEP_MS.halfHour, endpoint: ALL }), 1)
    clock.move(9 * 24 * 3_600_000)
    await run()
    assert.equal(await sumOf({}), 0)
  })
})
