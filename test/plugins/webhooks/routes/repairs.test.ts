import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { repairSchema } from '../../../../plugins/webhooks/api/repairs.ts'
import { suiteScope } from '../../../support/scope.ts'
import type { PageVisitor } from '../../../support/visit.ts'
import { until } from '../../../support/wait.ts'
import { type Call, type ConsoleServer, makeWebhook, shows, startConsoleServer } from '../console-server.ts'

describe('comparing with a receiver', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let opa: PageVisitor
  let ann: string
  let hook: string
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
    opa = await server.operator()
    ann = await server.user('Ann')
    hook = (await makeWebhook(call, { url: `${server.receiver.url}/hook`, events: ['user.deleted'] })).id
  })
  const at = (path = '') => `/console/webhooks/${hook}${path}`
  const compare = (fields: Readonly<Record<string, string>>) =>
    opa.submit(at('/repairs'), fields, at('/repairs/new'))

  it('of a list that was pasted shows what differs, and sends it with one press', async () => {
    shows((await opa.get(at('/users'))).text, new RegExp(`href="${at('/repairs/new')}"`))
    const answer = await compare({ pairs: `${ann},0\nusr_zz 3\n` })
    assert.equal(answer.status, 303, answer.text)
    const page = String(answer.headers.location)
    const { text } = await opa.get(page)
    shows(text, /2 users are not there as they are here\./)
    shows(text, /Older there/)
    shows(text, /Never here/)
    const sent = await opa.submit(`${page}/send`, {}, page)
    assert.equal(sent.status, 303)
    const backfill = String(sent.headers.location)
    await until('it is done', async () => /All 2 were delivered\./.test((await opa.get(backfill)).text))
    shows((await opa.get(page)).text, /See the backfill/)
    shows((await opa.get(at('/users'))).text, /What a comparison found/)
    assert.equal((await opa.submit(`${page}/send`, {}, page)).status, 303)
  })

  it('refuses at its field what cannot be compared, and keeps what was typed', async () => {
    for (const [fields, field] of [
      [{}, 'url'],
      [{ url: 'http://127.0.0.1:9/users' }, 'url'],
      [{ pairs: '<b> one' }, 'pairs'],
      [{ pairs: `${ann},1`, url: server.receiver.url }, 'pairs'],
    ] as const) {
      const { status, text } = await compare(fields)
      assert.equal(status, 422)
      shows(text, new RegExp(`id="f-${field}-error"`))
    }
    shows((await compare({ pairs: '<b> one' })).text, /&lt;b> one/)
  })

  it('goes over the API in stretches: digests, then users, then what differs', async () => {
    const begun = await call('post', `/webhooks/${hook}/repairs`, {})
    assert.equal(begun.status, 201)
    const { id } = repairSchema.strict().parse(begun.body)
    const path = `/webhooks/${hook}/repairs/${id}`
    assert.equal(begun.headers.location, `/api/v1${path}`)
    const digests = await call('post', `${path}/digests`, { ranges: [{ digest: 'a'.repeat(64) }] })
    assert.deepEqual(digests.body, { differing: [{ after: '', until: null }] })
    const users = await call('post', `${path}/users`, { users: [{ id: ann, sequence: 1 }] })
    assert.equal(users.status, 200, users.text)
    assert.equal(users.body.differences.length, 1)
    const found = await call('get', `${path}/differences`)
    assert.deepEqual(found.body, { data: users.body.differences, next: null })
    assert.equal((await call('get', path)).body.found.missing, 1)
    assert.equal((await call('get', `/webhooks/${hook}/repairs`)).body.data[0].id, id)
    const sent = await call('post', `${path}/send`)
    assert.equal(sent.status, 202)
    assert.equal(sent.body.repair, id)
    assert.equal((await call('post', `${path}/send`)).status, 409)
  })

  it('refuses over the API what is wrong, where it is wrong', async () => {
    const { body } = await call('post', `/webhooks/${hook}/repairs`, {})
    const path = `/webhooks/${hook}/repairs/${body.id}`
    const refusedAt = async (sub: string, sent: object) => {
      const answer = await call('post', `${path}${sub}`, sent)
      assert.equal(answer.status, 422, answer.text)
      return answer.body.errors[0].field
    }
    assert.equal(await refusedAt('/digests', { ranges: [] }), 'ranges')
    assert.equal(await refusedAt('/digests', { ranges: [{ digest: 'x' }] }), 'ranges.0.digest')
    assert.equal(await refusedAt('/users', { users: [{ id: ann, sequence: -1 }] }), 'users.0.sequence')
    assert.equal(await refusedAt('/users', { after: 'usr_zz', users: [{ id: ann, sequence: 1 }] }), 'users.0')
    assert.equal((await call('get', `/webhooks/${hook}/repairs/rep_none`)).status, 404)
    const reader = await server.api('webhooks:read')
    assert.equal((await reader('post', `${path}/send`)).status, 403)
  })
})
