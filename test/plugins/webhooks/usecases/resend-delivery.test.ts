import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { type Receiver, startReceiver } from '../../../support/receiver.ts'
import { until } from '../../../support/wait.ts'
import { openEngine, type RunningEngine, registered, system } from '../running-engine.ts'

const FAR = 300_000

describe('sending now to an endpoint that is failing', () => {
  let receiver: Receiver
  let engine: RunningEngine
  let seen = 0
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.stop())
  beforeEach(async () => {
    seen = (await receiver.counts()).requests
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  /** Two deliveries that wait for a probe in five minutes. */
  const failing = async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.startFanOut()
    await engine.announce(registered('usr_ann'), registered('usr_ben'))
    await until('both wait', async () => (await engine.deliveries({ state: 'pending' })).length === 2)
    await engine.stop()
    const probeAt = engine.clock.now() + FAR
    await engine.db.writer('webhooks_endpoint_runtime').update({
      ...{ breaker: 'open', opened_at: engine.clock.now(), last_failure_at: engine.clock.now() },
      ...{ probe_at: probeAt, probe_wait: FAR },
    })
    const { data } = await engine.service.listDeliveries({ states: ['pending'] })
    return data.map(({ id }) => id)
  }

  test('makes the next probe go at once, and a success sends all that waits', async () => {
    const [first = ''] = await failing()
    await engine.service.resendDelivery(first, system)
    engine.start()
    await until('both arrived', async () => (await receiver.counts()).requests === seen + 2)
    await engine.settled()
    assert.equal((await engine.deliveries({ state: 'delivered' })).length, 2)
  })

  test('leaves the probe of an endpoint alone that is not failing', async () => {
    const [first = ''] = await failing()
    const runtime = engine.db.writer('webhooks_endpoint_runtime')
    await runtime.clone().update({ breaker: 'closed' })
    const before = await runtime.clone().first('probe_at')
    await engine.service.resendDelivery(first, system)
    assert.deepEqual(await runtime.clone().first('probe_at'), before)
  })
})
