import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { CloudEvent, HTTP } from 'cloudevents'
import { type ReceivedRequest, type Receiver, startReceiver, verifyPost } from '../../support/receiver.ts'
import { openEngine, person, type RunningEngine, registered, renamed } from './running-engine.ts'

describe('a CloudEvent as a receiver has it', () => {
  let receiver: Receiver
  let engine: RunningEngine
  let seen = 0
  before(async () => {
    receiver = await startReceiver()
  })
  after(() => receiver.stop())
  beforeEach(async () => {
    await receiver.script([{}])
    seen = (await receiver.counts()).requests
    engine = await openEngine()
  })
  afterEach(() => engine.close())

  const parsed = ({ headers, body }: ReceivedRequest): CloudEvent<{ user: { id: string } }> => {
    const event = HTTP.toEvent<{ user: { id: string } }>({ headers: { ...headers }, body })
    assert.ok(event instanceof CloudEvent)
    assert.equal(event.validate(), true)
    return event
  }

  for (const [mode, contentType, sent] of [
    ['structured', 'cloudevents+json', 'application/cloudevents+json'],
    ['binary', 'json', 'application/json'],
  ] as const) {
    it(`is read by the cloudevents package in ${mode} mode, and its signature is right`, async () => {
      const { secret } = await engine.endpoint(`${receiver.url}/ce`, { format: 'cloudevents', contentType })
      engine.start()
      await engine.announce(registered('usr_ann'), renamed('usr_ann', 'Anne'))
      await engine.settled()
      const posts = await receiver.requests(seen)
      assert.deepEqual(
        posts.map(({ headers }) => headers['content-type']),
        [sent, sent],
      )
      const events = posts.map(parsed)
      assert.deepEqual(
        events.map(({ type }) => type),
        ['user.registered', 'user.updated'],
      )
      for (const [index, post] of posts.entries()) {
        verifyPost(post, secret)
        const event = events[index]
        assert.equal(event?.id, post.headers['webhook-id'])
        assert.equal(event?.source, 'http://localhost:3000')
        assert.equal(event?.subject, 'usr_ann')
        assert.equal(Number(event?.sequence), index + 1)
        assert.deepEqual(event?.data?.user, person('usr_ann'))
      }
    })
  }

  it('has the same bytes when it is sent again, except for the signature', async () => {
    await receiver.script([{ status: 500 }, {}])
    await engine.endpoint(`${receiver.url}/ce`, { format: 'cloudevents' })
    engine.start()
    await engine.announce(registered('usr_ann'))
    await engine.attempted(1)
    engine.clock.move(10_000)
    await engine.settled()
    const [first, second] = await receiver.requests(seen)
    assert.ok(first && second)
    assert.equal(first.bodyBase64, second.bodyBase64)
    const attributes = ({ headers }: ReceivedRequest) =>
      Object.entries(headers).filter(([name]) => name.startsWith('ce-'))
    assert.ok(attributes(first).length > 8)
    assert.deepEqual(attributes(first), attributes(second))
  })
})
