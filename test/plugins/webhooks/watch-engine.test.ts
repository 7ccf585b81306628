import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { openEngine, type RunningEngine, registered, renamed } from './running-engine.ts'

describe('the figures of the engine', () => {
  let receiver: Receiver
  let engine: RunningEngine
  before(async () => {
    receiver = await startReceiver()
    engine = await openEngine()
  })
  after(async () => {
    await engine.close()
    await receiver.stop()
  })

  test('count what was sent and what waits, and tell how old it is', async () => {
    await engine.endpoint(`${receiver.url}/oa`)
    engine.start()
    await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
    await engine.settled()
    await engine.stop()
    engine.startFanOut()
    await engine.announce(registered('usr_bob'), renamed('usr_bob', 'Rob'))
    while ((await engine.deliveries()).length < 4) await new Promise((resolve) => setTimeout(resolve, 10))
    engine.clock.move(90_000)
    const figures = await engine.host.metrics.registry.metrics()
    for (const line of [
      /^gatepost_webhooks_attempts_total\{outcome="delivered"\} 2$/m,
      /^gatepost_webhooks_deliveries_total\{state="delivered"\} 2$/m,
      /^gatepost_webhooks_attempt_duration_seconds_count 2$/m,
      /^gatepost_webhooks_deliveries_open\{state="pending"\} 1$/m,
      /^gatepost_webhooks_deliveries_open\{state="held"\} 1$/m,
      /^gatepost_webhooks_oldest_waiting_seconds 9\d/m,
      /^gatepost_webhooks_endpoints\{condition="closed"\} 1$/m,
      /^gatepost_webhooks_headless_lanes_total 0$/m,
    ])
      assert.match(figures, line)
  })
})
