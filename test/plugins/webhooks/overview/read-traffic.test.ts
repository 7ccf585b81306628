import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ALL, classOf, FAILED } from '../../../../plugins/webhooks/delivery/activity.ts'
import { publicId } from '../../../../plugins/webhooks/delivery/delivery.ts'
import { figuresOf } from '../../../../plugins/webhooks/overview/figures-of.ts'
import { readTraffic } from '../../../../plugins/webhooks/overview/read-traffic.ts'
import { addActivity, noteWaiting } from '../../../../plugins/webhooks/repositories/activity.ts'
import { seedHistory } from '../../../../scripts/figures/seed-history.ts'
import { openEngine } from '../running-engine.ts'

const MINUTE = 60_000
const HALF_HOUR = 30 * MINUTE

describe('what the overview tells of deliveries', () => {
  let engine: Awaited<ReturnType<typeof openEngine>>
  let now: number
  before(async () => {
    engine = await openEngine()
    now = engine.clock.now()
    const begin = (step: number, ago: number) => now - (now % step) - ago * step
    const took = (durationMs: number) => classOf({ status: 200, durationMs })
    const sum = (step: number, ago: number, cls: number, attempts: number) => ({
      ...{ endpoint: ALL, step, at: begin(step, ago), took: cls, attempts },
    })
    await engine.db.transaction(async (tx) => {
      await addActivity(tx, engine.db.dialect, [
        sum(MINUTE, 0, took(20), 90),
        sum(MINUTE, 3, took(700), 10),
        sum(MINUTE, 3, FAILED, 25),
        // Before the hour, and within the day.
        sum(MINUTE, 60, took(20), 1000),
        sum(HALF_HOUR, 5, took(20), 300),
      ])
      await noteWaiting(tx, begin(MINUTE, 10), 7)
    })
  })
  after(() => engine.close())
  const traffic = (span: 'hour' | 'day' = 'hour') => readTraffic(engine.db, engine.clock, span)
  const figure = async (label: string) => {
    const found = figuresOf(await traffic(), 'hour').find((one) => one.label === label)
    assert.ok(found, label)
    return found
  }

  it('adds up the steps of the span, no earlier one, and puts each where it belongs', async () => {
    const { delivered, failed, bars } = await traffic()
    assert.deepEqual([delivered, failed], [100, 25])
    assert.deepEqual(bars.at(-1), { delivered: 90, failed: 0 })
    assert.deepEqual(bars.at(-4), { delivered: 10, failed: 25 })
    assert.equal(bars.length, 60)
    const day = await traffic('day')
    assert.deepEqual([day.delivered, day.failed, day.bars.length], [300, 0, 48])
  })

  it('draws how many waited, a minute in which nobody counted like the one before', async () => {
    const { waitingLine } = await traffic()
    assert.deepEqual([waitingLine.at(-12), waitingLine.at(-11), waitingLine.at(-2)], [0, 7, 7])
    assert.equal(waitingLine.at(-1), 0)
  })

  it('leads from each figure to the list behind it', async () => {
    const { p95Ms } = await traffic()
    assert.equal(
      (await figure('Answer time, p95')).href?.split('&')[0],
      `/console/deliveries?answer=%3E${p95Ms}`,
    )
    assert.match((await figure('Success rate')).href ?? '', /answer=failed&from=\d{4}-/)
    assert.equal((await figure('Failing webhooks')).href, '/console/webhooks?state=failing')
  })

  it('counts what waits, and names the oldest of it whose webhook is on', async () => {
    const { db, service } = engine
    // Two of these wait, each at a webhook of its own.
    await seedHistory({ db, webhooks: service }, { endpoints: 7, events: 400 }, now - 30 * 24 * 60 * MINUTE)
    const open: { id: number; endpoint: number }[] = await db
      .reader('webhooks_deliveries')
      .where({ state: 'pending' })
      .orderBy('position')
      .select('id', 'endpoint')
    const [first, second] = open
    assert.ok(first && second && first.endpoint !== second.endpoint)
    const oldest = async () => (await traffic()).oldest?.id
    assert.deepEqual([(await traffic()).waiting, await oldest()], [2, publicId('dlv', first.id)])
    await db.writer('webhooks_endpoints').where({ num: first.endpoint }).update({ enabled: false })
    assert.equal(await oldest(), publicId('dlv', second.id))
    assert.equal((await figure('Waiting')).value, '2')
  })
})
