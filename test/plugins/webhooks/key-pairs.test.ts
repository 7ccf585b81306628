import assert from 'node:assert/strict'
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { type ReceivedRequest, verifyPost } from '../../support/receiver.ts'
import { suiteScope } from '../../support/scope.ts'
import { until } from '../../support/wait.ts'
import { type Call, type ConsoleServer, makeWebhook, startConsoleServer } from './console-server.ts'

const ALL = '/.well-known/webhooks/jwks.json'

/** Keys of the set whose signature over the bytes that arrived is right. */
function verifiedBy({ headers, bodyBase64 }: ReceivedRequest, keys: readonly JsonWebKey[]): unknown[] {
  const text = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`)
  const signed = Buffer.concat([text, Buffer.from(bodyBase64, 'base64')])
  const signatures = (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((one) => one.startsWith('v1a,'))
    .map((one) => Buffer.from(one.slice(4), 'base64'))
  return keys
    .filter((key) =>
      signatures.some((one) => verify(null, signed, createPublicKey({ key, format: 'jwk' }), one)),
    )
    .map(({ kid }) => kid)
}

describe('webhooks that sign with a key pair', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let people = 0
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
  })
  const make = async (path: string, rest: object = {}) =>
    makeWebhook(call, {
      url: `${server.receiver.url}${path}`,
      events: ['user.registered'],
      signature: 'v1a',
      ...rest,
    })
  const read = async (id: string) => (await call('get', `/webhooks/${id}`)).body
  const keysAt = async (path: string): Promise<JsonWebKey[]> =>
    (await (await fetch(`${server.url}${path}`)).json()).keys
  const keysOf = async (id: string) => keysAt(new URL((await read(id)).jwksUrl).pathname)
  /** The next request at a path, after somebody registered. */
  const nextAt = async (path: string): Promise<ReceivedRequest> => {
    const { requests: seen } = await server.receiver.counts()
    people += 1
    await server.user(`Ida ${'abcdefghijklmnopqrstuvwxyz'[people]}`)
    return until('it has arrived', async () =>
      (await server.receiver.requests(seen)).find((one) => one.path === path),
    )
  }

  it('send what verifies by the keys at their address, over the bytes that arrived', async () => {
    const made = await make('/pair')
    assert.equal(made.secret, null)
    const { publicKeys, signature } = await read(made.id)
    assert.equal(signature, 'v1a')
    assert.match(publicKeys[0].key, /^whpk_/)
    const post = await nextAt('/pair')
    assert.match(post.headers['webhook-signature'] ?? '', /^v1a,\S{88}$/)
    const keys = await keysOf(made.id)
    assert.deepEqual(verifiedBy(post, keys), [publicKeys[0].kid])
    const changed = { ...post, bodyBase64: Buffer.from(`${post.body} `).toString('base64') }
    assert.deepEqual(verifiedBy(changed, keys), [])
  })

  it('publish keys to anybody, as a JWK Set that may be kept for five minutes', async () => {
    const { id } = await make('/published')
    const answer = await fetch(`${server.url}${ALL}`)
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/jwk-set\+json/)
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=300')
    assert.equal(answer.headers.get('set-cookie'), null)
    const [own] = await keysOf(id)
    assert.deepEqual(Object.keys(own ?? {}).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x'])
    assert.ok((await keysAt(ALL)).some(({ kid }) => kid === own?.kid))
    assert.equal((await fetch(`${server.url}${ALL}`, { method: 'POST' })).status, 405)
  })

  it('have keys of their own: what one gets does not verify with another’s', async () => {
    const [one, other] = [await make('/one'), await make('/other')]
    const post = await nextAt('/one')
    assert.equal(verifiedBy(post, await keysOf(one.id)).length, 1)
    assert.deepEqual(verifiedBy(post, await keysOf(other.id)), [])
  })

  it('rotate with an overlap: both keys verify until it ends, then the new one alone', async () => {
    const { id } = await make('/rotated')
    const [old] = await keysOf(id)
    const rotated = await call('post', `/webhooks/${id}/rotate-secret`, { overlapSeconds: 3600 })
    assert.equal(rotated.body.secret, null)
    const both = await keysOf(id)
    assert.equal(both.length, 2)
    assert.equal(both[1]?.kid, old?.kid)
    assert.deepEqual(
      verifiedBy(await nextAt('/rotated'), both),
      both.map(({ kid }) => kid),
    )
    await server.moveClock(3_601_000)
    const [fresh, ...more] = await keysOf(id)
    assert.deepEqual([fresh?.kid, more.length], [both[0]?.kid, 0])
    const later = await nextAt('/rotated')
    assert.deepEqual(verifiedBy(later, both), [fresh?.kid])
    await server.moveClock(0)
  })

  it('keep the private half to the server: sealed, in no answer, page, event or attempt', async () => {
    const { id } = await make('/hidden', { events: ['user.registered', 'webhook.*'] })
    await call('post', `/webhooks/${id}/rotate-secret`, {})
    await nextAt('/hidden')
    const opa = await server.operator()
    const events = await call('get', '/events?types=*,webhook.*&limit=1000')
    const listed = await call('get', `/deliveries?endpoint=${id}`)
    const delivery = await call('get', `/deliveries/${listed.body.data[0].id}`)
    const page = await opa.get(`/console/webhooks/${id}`)
    const texts = [await read(id), events.body, delivery.body].map((body) => JSON.stringify(body))
    for (const text of [...texts, page.text]) assert.doesNotMatch(text, /whsk_/)
    assert.ok(page.text.includes((await read(id)).publicKeys[0].key))
    assert.ok(page.text.includes(`/.well-known/webhooks/${id}/jwks.json`))
  })

  it('change over from a shared secret and back, with both signing along for a day', async () => {
    const { id, secret } = await make('/over', { signature: 'v1' })
    assert.equal((await read(id)).jwksUrl, null)
    const patched = await call('patch', `/webhooks/${id}`, { signature: 'v1a' })
    assert.equal(patched.status, 200)
    assert.ok(!('secret' in patched.body))
    const during = await nextAt('/over')
    verifyPost(during, secret)
    assert.equal(verifiedBy(during, await keysOf(id)).length, 1)
    const back = await call('patch', `/webhooks/${id}`, { signature: 'v1' })
    assert.match(back.body.secret, /^whsec_/)
    const after = await nextAt('/over')
    verifyPost(after, back.body.secret)
    assert.equal(verifiedBy(after, await keysOf(id)).length, 1)
    const { body } = await call('get', '/events?after=0&types=webhook.endpoint.secret_rotated&limit=1000')
    const mine = body.data.filter(
      ({ data }: { data: { endpoint: { id: string } } }) => data.endpoint.id === id,
    )
    assert.equal(mine.length, 2)
  })

  it('have no secret to show, and their keys end with them', async () => {
    const { id } = await make('/ended')
    const [key] = await keysOf(id)
    const opa = await server.operator()
    const page = `/console/webhooks/${id}`
    assert.equal((await opa.submit(`${page}/reveal`, {}, page)).status, 409)
    await call('delete', `/webhooks/${id}`)
    assert.ok(!(await keysAt(ALL)).some(({ kid }) => kid === key?.kid))
    assert.deepEqual(await keysAt(`/.well-known/webhooks/${id}/jwks.json`), [])
  })
})
