import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { describe, it, type TestContext } from 'node:test'
import express, { type ErrorRequestHandler } from 'express'
import { type GatepostEvent, receiveEvents } from 'gatepost/receiver'
import { newSecret, signatureHeaders } from '../../plugins/webhooks/sending/sign.ts'

const SECRET = newSecret()
const BODY = JSON.stringify({
  type: 'user.updated',
  timestamp: '2026-11-23T10:00:00.000Z',
  id: 'evt_1',
  position: 4711,
  sequence: 12,
  data: { user: { id: 'usr_1', name: 'Žofie 名前 🙂' }, changes: {} },
  context: { actor: { type: 'system' } },
}).replace(':', ' :\n ')

/** Serves until the end of the test; answers what POSTs a signed body there. */
async function serve(t: TestContext, listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return async (body = BODY, secret = SECRET) => {
    const answer = await fetch(`http://127.0.0.1:${port}/hooks`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        ...signatureHeaders([secret], 'evt_1', Date.now(), body),
      },
    })
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
}

const PROBLEM = 'application/problem+json; charset=utf-8'

describe('the middleware of the receiver kit', () => {
  it('hands a verified event over, and answers 200 with what became of it once that is done', async (t) => {
    const taken: GatepostEvent[] = []
    const door = receiveEvents({
      secrets: SECRET,
      async take(event) {
        await new Promise((resolve) => setImmediate(resolve))
        taken.push(event)
        return { outcome: 'taken' }
      },
    })
    for (const listener of [express().post('/hooks', door), door]) {
      const post = await serve(t, listener)
      assert.deepEqual(await post(), {
        status: 200,
        type: 'application/json; charset=utf-8',
        text: '{"outcome":"taken"}',
      })
    }
    const [event] = taken
    assert.ok(taken.length === 2 && event?.type === 'user.updated')
    assert.deepEqual([event.id, event.sequence, event.data.user.name], ['evt_1', 12, 'Žofie 名前 🙂'])
  })

  it('takes the bytes that express.raw() kept, and says what is wrong after express.json()', async (t) => {
    const door = receiveEvents({ secrets: SECRET, take: () => undefined })
    const raw = await serve(
      t,
      express()
        .use(express.raw({ type: () => true }))
        .post('/hooks', door),
    )
    assert.deepEqual([(await raw()).status, (await raw()).text], [200, '{"taken":true}'])

    const said: string[] = []
    const hear: ErrorRequestHandler = (error, _req, res, _next) => {
      said.push(error.message)
      res.sendStatus(500)
    }
    const parsed = await serve(t, express().use(express.json()).post('/hooks', door).use(hear))
    assert.equal((await parsed()).status, 500)
    assert.match(said.join(), /mount this before express\.json\(\)/)
  })

  it('refuses with a problem document, tells the program, and hands nothing over', async (t) => {
    const refused: string[] = []
    const door = receiveEvents({
      secrets: SECRET,
      limit: 2000,
      take: () => assert.fail('nothing may be handed over'),
      refused: ({ code }) => refused.push(code),
    })
    const post = await serve(t, express().post('/hooks', door))
    const answers = [
      await post(BODY, newSecret()),
      await post('no JSON'),
      await post('[]'),
      await post('x'.repeat(2001)),
    ]
    assert.deepEqual(
      answers.map(({ status, type }) => [status, type]),
      [401, 400, 400, 413].map((status) => [status, PROBLEM]),
    )
    assert.deepEqual(refused, ['signature', 'body', 'body', 'too_large'])
  })

  it('answers 500 when the work fails, so that the event comes again, and tells nothing of the fault', async (t) => {
    const door = receiveEvents({ secrets: SECRET, take: () => Promise.reject(new Error('the disk is full')) })
    const post = await serve(t, door)
    const { status, text } = await post()
    assert.equal(status, 500)
    assert.doesNotMatch(text, /disk/)
  })
})
