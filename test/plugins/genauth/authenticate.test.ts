import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import request from 'supertest'
import { suiteScope } from '../../support/scope.ts'
import { until } from '../../support/wait.ts'
import { type ConsoleServer, startConsoleServer } from '../webhooks/console-server.ts'
import { envelope, type Pair, type Signed, send, signedHeaders } from './signed-call.ts'

const MINUTE = 60_000

describe('a request to the GenAuth API', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let pair: Pair
  before(async () => {
    server = await startConsoleServer(scope)
    pair = await server.accessKey()
  })

  const call = (signed: Signed, key = pair) => send(server.url, signed, signedHeaders(key, signed))
  const create = (name: string): Signed => ({
    method: 'post',
    path: '/api/v3/create-webhook',
    parameters: { name, url: server.receiver.url, events: ['login'], contentType: 'application/json' },
  })
  const refused = async (answer: Promise<{ statusCode: number; message: string }>, words: RegExp) => {
    const { statusCode, message } = await answer
    assert.equal(statusCode, 401)
    assert.match(message, words)
  }

  it('goes through where the secret of the access key signed it', async () => {
    assert.equal((await call({})).statusCode, 200)
    assert.equal((await call(create('Signed'))).statusCode, 200)
  })

  it('is refused without a signature, with another secret, or by another kind of key', async () => {
    const unsigned = request(server.url).get('/api/v3/list-webhooks').then(envelope)
    await refused(unsigned, /^Send authorization: authing <accessKeyId>:<signature>/)
    const words = /access key is unknown or has ended, or its secret did not sign/
    await refused(call({}, { ...pair, secret: `${pair.secret}x` }), words)
    await refused(call({}, { ...pair, id: 'key_nobody' }), words)
    const bearer = request(server.url)
      .get('/api/v3/list-webhooks')
      .set('authorization', `Bearer gp_${pair.secret}`)
    await refused(bearer.then(envelope), /^Send authorization/)
  })

  it('is refused where anything that was signed is changed on the way', async () => {
    const words = /its secret did not sign this request/
    const signed = create('Changed')
    const headers = signedHeaders(pair, signed)
    await refused(
      send(server.url, { ...signed, parameters: { ...signed.parameters, name: 'Other' } }, headers),
      words,
    )
    await refused(send(server.url, { ...signed, path: '/api/v3/update-webhook' }, headers), words)
    await refused(send(server.url, signed, { ...headers, 'x-authing-lang': 'zh-CN' }), words)
    await refused(send(server.url, signed, { ...headers, 'x-authing-more': '1' }), words)
    await refused(
      send(server.url, { parameters: { page: 2 } }, signedHeaders(pair, { parameters: { page: 1 } })),
      words,
    )
    const { data } = await call({ parameters: { limit: 50 } })
    assert.ok(!JSON.stringify(data).includes('Changed'))
  })

  it('is refused with a date more than five minutes off on either side, or with none', async () => {
    const at = (ms: number) => call({ headers: { date: new Date(Date.now() + ms).toUTCString() } })
    const words = /date of this request is missing or more than five minutes off/
    assert.equal((await at(-4 * MINUTE)).statusCode, 200)
    assert.equal((await at(4 * MINUTE)).statusCode, 200)
    await refused(at(-5 * MINUTE - 5000), words)
    await refused(at(5 * MINUTE + 5000), words)
    await refused(call({ headers: { date: 'yesterday' } }), words)
  })

  it('is refused a second time: its nonce is kept in the database, as long as its date is believed', async () => {
    const signed = create('Once')
    const headers = signedHeaders(pair, signed)
    assert.equal((await send(server.url, signed, headers)).statusCode, 200)
    await refused(send(server.url, signed, headers), /^This request came before/)
    const twins = await Promise.all(
      [1, 2, 3, 4].map(() => send(server.url, {}, { ...signedHeaders(pair, { headers: NONCE }) })),
    )
    assert.equal(twins.filter(({ statusCode }) => statusCode === 200).length, 1)
    const list = JSON.stringify((await call({ parameters: { limit: 50 } })).data)
    assert.equal(list.split('"Once"').length, 2)
  })

  it('may use a nonce that another key used, and none that is missing or endless', async () => {
    const shared = { headers: { 'x-authing-signature-nonce': 'the same' } }
    assert.equal((await call(shared)).statusCode, 200)
    assert.equal((await call(shared, await server.accessKey())).statusCode, 200)
    for (const nonce of [' ', 'x'.repeat(201)])
      await refused(call({ headers: { 'x-authing-signature-nonce': nonce } }), /^Send a nonce/)
  })

  it('does not use up a nonce with a signature that is not right', async () => {
    const headers = { 'x-authing-signature-nonce': 'kept' }
    await refused(call({ headers }, { ...pair, secret: 'wrong' }), /did not sign/)
    assert.equal((await call({ headers })).statusCode, 200)
  })

  it('is told in the envelope what this API does not have, and what it cannot read', async () => {
    const elsewhere = await call({ path: '/api/v3/list-users' })
    assert.equal(elsewhere.statusCode, 404)
    assert.match(elsewhere.message, /only the calls about webhooks are here/)
    assert.equal((await call({ method: 'post', path: '/api/v3/list-webhooks' })).statusCode, 405)
    const post = () => request(server.url).post('/api/v3/create-webhook')
    const broken = await post().type('json').send('{"name":').then(envelope)
    assert.equal(broken.statusCode, 400)
    assert.equal((await post().type('form').send({ name: 'x' }).then(envelope)).statusCode, 415)
    assert.equal(
      (
        await post()
          .send({ name: 'x'.repeat(110_000) })
          .then(envelope)
      ).statusCode,
      413,
    )
    assert.equal((await call({ ...create('x'), parameters: ['a', 'list'] })).statusCode, 400)
  })

  it('looks at no cookie, and an access key opens nothing but this API', async () => {
    const opa = await server.operator()
    const cookie = opa.cookies()
    const browser = request(server.url).get('/api/v3/list-webhooks').set('cookie', cookie)
    await refused(browser.then(envelope), /^Send authorization/)
    for (const secret of [pair.secret, `gp_${pair.secret}`, pair.id]) {
      const answer = await request(server.url)
        .get('/api/v1/webhooks')
        .set('authorization', `Bearer ${secret}`)
      assert.equal(answer.status, 401)
    }
  })

  it('is refused once the console has revoked the access key', async () => {
    const key = await server.accessKey()
    assert.equal((await call({}, key)).statusCode, 200)
    const opa = await server.operator()
    const page = `/console/api-keys/${key.id}`
    assert.equal((await opa.submit(`${page}/revoke`, {}, page)).status, 303)
    await until('the key is revoked', async () => (await call({}, key)).statusCode === 401)
  })
})

const NONCE = { 'x-authing-signature-nonce': 'of four at once' }
