import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  employees,
  envelope,
  makeDataFolder,
  OLD_SECRET,
  post,
  SECRET,
  send,
  startReceiver,
  startRefused,
  stats,
} from './oa-receiver.ts'

const registered = { type: 'user.registered', sequence: 1, user: { id: 'usr_1', name: 'Ann' } }
const PROBLEM = 'application/problem+json; charset=utf-8'

describe('the door of the OA receiver', () => {
  it('takes what the secret signed, byte for byte', async (t) => {
    const receiver = await startReceiver(t)
    const odd = envelope({ ...registered, user: { id: 'usr_1', name: 'Žofie 名前 🙂' } }).replace(
      ':',
      ' :\n ',
    )
    assert.equal((await post(receiver, odd)).status, 200)
    assert.equal((await employees(receiver))[0]?.name, 'Žofie 名前 🙂')
  })

  it('refuses a wrong signature with 401, changes nothing and counts it', async (t) => {
    const receiver = await startReceiver(t)
    const body = envelope(registered)
    const refusals = [
      await post(receiver, body, { secret: OLD_SECRET }),
      await post(receiver, body, { tamper: (text) => text.replace('Ann', 'Eve') }),
      await post(receiver, body, { at: new Date(Date.now() - 600_000) }),
      await post(receiver, body, { at: new Date(Date.now() + 600_000) }),
      await post(receiver, 'not even JSON', { secret: OLD_SECRET }),
    ]
    for (const { status, type, body } of refusals) {
      assert.deepEqual([status, type, body.status, body.title], [401, PROBLEM, 401, 'Signature refused'])
    }
    assert.deepEqual(await employees(receiver), [])
    assert.equal((await stats(receiver)).refused, refusals.length)
  })

  it('refuses a POST without the three headers with 401', async (t) => {
    const receiver = await startReceiver(t)
    const answer = await fetch(`${receiver.url}/hooks/gatepost`, { method: 'POST', body: '{}' })
    assert.equal(answer.status, 401)
    assert.match(await answer.text(), /webhook-signature is missing/)
  })

  it('does not remember an id whose signature was wrong', async (t) => {
    const receiver = await startReceiver(t)
    await post(receiver, envelope(registered), { id: 'evt_1', secret: OLD_SECRET })
    assert.deepEqual((await send(receiver, registered, 'evt_1')).body, { outcome: 'taken' })
  })

  it('takes both secrets while they are being rotated', async (t) => {
    const receiver = await startReceiver(t, { OA_SECRET: `${SECRET}, ${OLD_SECRET}` })
    assert.equal((await post(receiver, envelope(registered), { secret: SECRET })).status, 200)
    assert.equal((await post(receiver, envelope(registered), { secret: OLD_SECRET })).status, 200)
  })

  it('answers a signed body that is no event with 400 and the field, and remembers nothing', async (t) => {
    const receiver = await startReceiver(t)
    const timestamp = new Date().toISOString()
    const bodies: Array<[body: string, says: RegExp]> = [
      ['', /not JSON/],
      ['{"type":', /not JSON/],
      ['eventName=register', /not JSON/],
      ['null', /JSON object/],
      ['[]', /JSON object/],
      ['{}', /^type/],
      ['{"type":"<b>"}', /^type/],
      ['{"type":"user.updated","timestamp":"soon"}', /^timestamp/],
      [JSON.stringify({ type: 'user.updated', timestamp, sequence: '4', data: {} }), /^sequence/],
      [JSON.stringify({ type: 'user.updated', timestamp, sequence: -1, data: {} }), /^sequence/],
      [JSON.stringify({ type: 'user.updated', timestamp, sequence: 1 }), /^data must/],
      [JSON.stringify({ type: 'user.updated', timestamp, data: { user: 'ann' } }), /^data\.user must/],
      [JSON.stringify({ type: 'user.updated', timestamp, data: { user: { id: 7 } } }), /^data\.user\.id/],
    ]
    for (const [body, says] of bodies) {
      const answer = await post(receiver, body)
      assert.deepEqual([answer.status, answer.type], [400, PROBLEM], body)
      assert.match(String(answer.body.detail), says)
    }
    assert.equal((await stats(receiver)).taken, 0)
  })

  it('refuses more than 1 MB, a wrong method and an unknown page with a problem document', async (t) => {
    const receiver = await startReceiver(t)
    assert.equal((await post(receiver, 'x'.repeat(1_100_000))).status, 413)
    const read = await fetch(`${receiver.url}/hooks/gatepost`)
    assert.deepEqual([read.status, read.headers.get('allow')], [405, 'POST'])
    for (const path of ['/nothing', '/%E0%A4%A', '/../server.js', '/%2e%2e%2fserver.js']) {
      const answer = await fetch(receiver.url + path)
      assert.ok(answer.status === 404 || answer.status === 400, path)
      assert.doesNotMatch(await answer.text(), /node_modules|at .*\.js|import /)
    }
  })

  it('fails on purpose before it does anything, always or every second time', async (t) => {
    const always = await startReceiver(t, { OA_FAIL: 'always' })
    assert.equal((await send(always, registered)).status, 500)
    assert.deepEqual(await employees(always), [])

    const half = await startReceiver(t, { OA_FAIL: 'half' })
    const answers: number[] = []
    for (let n = 0; n < 4; n++) answers.push((await send(half, registered, 'evt_half')).status)
    assert.deepEqual(answers, [500, 200, 500, 200])
    const { taken, repeats } = await stats(half)
    assert.deepEqual({ taken, repeats }, { taken: 1, repeats: 1 })
  })
})

describe('the start of the OA receiver', () => {
  it('names every setting that is wrong, without printing the secret, and exits with 1', async () => {
    const { code, words } = await startRefused({
      PORT: '80a',
      OA_SECRET: 'whsec_dG9vLXNob3J0',
      OA_FAIL: 'often',
    })
    assert.equal(code, 1)
    assert.deepEqual(
      words
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
      ['PORT', 'OA_SECRET', 'OA_FAIL'],
    )
    assert.doesNotMatch(words, /dG9v|node:/)
  })

  it('asks for the secret when there is none', async () => {
    const { code, words } = await startRefused({ OA_SECRET: '' })
    assert.equal(code, 1)
    assert.match(words, /^OA_SECRET must be the secret that Gatepost showed/)
  })

  it('says that a port is in use', async (t) => {
    const first = await startReceiver(t)
    const { port } = new URL(first.url)
    const { code, words } = await startRefused({ PORT: port, OA_DATA: await makeDataFolder(t) })
    assert.equal(code, 1)
    assert.equal(
      words,
      `Port ${port} on 127.0.0.1 is in use: stop the other program, or set PORT to a free one.\n`,
    )
  })

  it('stops on SIGTERM with code 0, also while a page is listening', async (t) => {
    const receiver = await startReceiver(t)
    const page = await fetch(`${receiver.url}/live`)
    assert.match(page.headers.get('content-type') ?? '', /^text\/event-stream/)
    assert.equal(await receiver.stop('SIGTERM'), 0)
  })
})
