import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { type Receiver, startReceiver, verifyPost } from './receiver.ts'

let receiver: Receiver
before(async () => {
  receiver = await startReceiver()
})
after(() => receiver.stop())

const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${receiver.url}${path}`, { method: 'POST', body, headers, signal: AbortSignal.timeout(5000) })

describe('the receiver of the tests', () => {
  it('keeps each request byte for byte, in the order of arrival', async () => {
    await receiver.script([{ status: 204 }])
    const body = Uint8Array.of(0x7b, 0x7d, 0x00, 0xff, 0xc3, 0xa9)
    const { requests: earlier } = await receiver.counts()
    assert.equal((await post('/hook?x=1', body, { 'x-name': 'é'.normalize() })).status, 204)
    await post('/second', 'b')
    const [first, second] = await receiver.requests(earlier)
    assert.deepEqual(Buffer.from(first?.bodyBase64 ?? '', 'base64'), Buffer.from(body))
    assert.equal(first?.method, 'POST')
    assert.equal(first?.path, '/hook?x=1')
    assert.equal(second?.number, (first?.number ?? 0) + 1)
    assert.ok((first?.at ?? 0) <= (second?.at ?? 0))
  })

  it('answers by its script, one answer a request, the last one for ever', async () => {
    await receiver.script([
      { status: 500 },
      { status: 429, headers: { 'retry-after': '7' } },
      { body: 'thanks' },
    ])
    const answers = []
    for (let n = 0; n < 4; n++) answers.push(await post('/', ''))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [500, 429, 200, 200],
    )
    assert.equal(answers[1]?.headers.get('retry-after'), '7')
    assert.equal(await answers[3]?.text(), 'thanks')
  })

  it('repeats the whole script, or answers one path by a list of its own, where told', async () => {
    await receiver.script([{ status: 500 }, {}], { repeat: true, paths: { '/gone': [{ status: 410 }] } })
    const statuses = []
    for (const path of ['/', '/gone', '/', '/', '/']) statuses.push((await post(path, '')).status)
    assert.deepEqual(statuses, [500, 410, 200, 500, 200])
  })

  for (const act of ['reset', 'cut'] as const) {
    it(`breaks the connection for \`${act}\`, and still keeps the request`, async () => {
      await receiver.script([{ act }])
      const { requests } = await receiver.counts()
      await assert.rejects(async () => (await post('/', 'x')).text())
      assert.equal((await receiver.requests(requests))[0]?.act, act)
    })
  }

  for (const act of ['hang', 'silence', 'drip', 'endless'] as const) {
    it(`never ends its answer for \`${act}\``, async () => {
      await receiver.script([{ act }])
      const signal = AbortSignal.timeout(200)
      await assert.rejects(async () => {
        const response = await fetch(receiver.url, { method: 'POST', body: 'x', signal })
        for await (const chunk of response.body ?? []) assert.ok(chunk)
      })
      assert.equal(signal.aborted, true)
    })
  }

  it('verifies a signature over the bytes, and refuses a changed one', async () => {
    await receiver.script([{}])
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const body = '{"type":"ping"}'
    const now = new Date()
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('evt_1', now, body),
    }
    const { requests } = await receiver.counts()
    await post('/', body, headers)
    await post('/', `${body} `, headers)
    const [right, wrong] = await receiver.requests(requests)
    assert.ok(right && wrong)
    assert.deepEqual(verifyPost(right, secret), { type: 'ping' })
    assert.throws(() => verifyPost(wrong, secret))
  })
})
