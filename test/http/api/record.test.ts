import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import request from 'supertest'
import { z } from 'zod'
import { createApiKey } from '../../../src/usecases/create-api-key.ts'
import { enrol, givePassword, PASSWORD, register } from '../../support/people.ts'
import { suiteScope } from '../../support/scope.ts'
import { watchAnswers } from '../../support/watch-answers.ts'
import { openWholeApp, type WholeApp } from '../../support/whole-app.ts'

/** POSTs that only compare what they are sent; what comes of it is in the record when it goes out. */
const COMPARES: readonly string[] = ['compareDigests', 'compareUsers']
/** Operations that change something and cannot be made to here, and what shows that they are in the record. */
const SHOWN_ELSEWHERE: Readonly<Record<string, string>> = {
  retryParkedEvent: 'test/hooks/retry-parked.test.ts',
  openApp: 'test/usecases/second-factor.test.ts',
  changeLogo: 'test/http/logo.test.ts',
  removeLogo: 'test/http/logo.test.ts',
  // What is written afterwards, slice by slice, is.
  createUserImport: 'test/usecases/event-table.test.ts',
  startUserImport: 'test/usecases/event-table.test.ts',
  cancelUserImport: 'test/usecases/user-imports.test.ts',
}

const bodySchema = z.looseObject({ id: z.string().optional(), key: z.string().optional() })
type Body = z.infer<typeof bodySchema>
type Method = 'post' | 'put' | 'patch' | 'delete'

describe('whatever changes something over the API', () => {
  const scope = suiteScope()
  let whole: WholeApp
  /** Operations that change something, as the document has them: id → method and path. */
  const unsafe = new Map<string, { method: Method; path: string }>()
  const acted = new Set<string>()
  before(async () => {
    whole = await openWholeApp(scope)
    scope.after(watchAnswers(whole.app))
    const { body } = await request(whole.app).get('/openapi.json')
    const paths: Record<string, Record<string, { operationId: string }>> = body.paths
    for (const [path, methods] of Object.entries(paths))
      for (const [method, { operationId }] of Object.entries(methods))
        if (method === 'post' || method === 'put' || method === 'patch' || method === 'delete')
          unsafe.set(operationId, { method, path: path.replace('/api/v1', '') })
  })

  const events = async () => Number((await whole.deps.reader('events').count({ n: '*' }).first())?.n)
  const ask = async (method: Method | 'get', path: string, body?: object) => {
    const call = request(whole.app)[method](`/api/v1${path}`).set('authorization', `Bearer ${whole.key}`)
    const answer = await (body === undefined ? call : call.send(body))
    assert.ok(answer.status < 300, `${method} ${path} answered ${answer.status}: ${answer.text}`)
    return answer.text === '' ? {} : bodySchema.parse(answer.body)
  }
  /** Does it, and looks for it in the record. */
  const act = async (operationId: string, params: Record<string, string>, body?: object): Promise<Body> => {
    const known = unsafe.get(operationId)
    assert.ok(known, `there is no operation ${operationId}`)
    const before = await events()
    const answer = await ask(
      known.method,
      known.path.replaceAll(/\{(\w+)\}/g, (_, name) => params[name] ?? ''),
      body,
    )
    assert.ok((await events()) > before, `${operationId} left nothing in the record`)
    acted.add(operationId)
    return answer
  }
  const idOf = async (made: Promise<Body>): Promise<string> => String((await made).id)

  it('about users is in the record', async () => {
    const id = await idOf(
      act('createUser', {}, { username: 'rec', email: 'rec@example.org', password: PASSWORD }),
    )
    await act('updateUser', { id }, { name: 'Rec' })
    await act('blockUser', { id })
    await act('unblockUser', { id })
    await act('expirePassword', { id })
    await act('setUserPassword', { id }, { password: `${PASSWORD} again` })
    await act('deleteUser', { id })
    const invited = await idOf(ask('post', '/users', { username: 'inv', email: 'inv@example.org' }))
    await act('inviteUser', { id: invited })
    await act('exportUsers', {}, { format: 'csv' })
  })

  it('about a user who is signed in is in the record', async () => {
    await register(whole.app, 'sue')
    const { id } = await whole.deps.reader('users').where({ username: 'sue' }).first('id')
    await ask('patch', `/users/${id}`, { email: 'sue@example.org' })
    const browser = await givePassword(whole.app, 'sue')
    await enrol(browser, whole.deps.clock.now())
    const [{ id: session }] = await whole.deps.reader('sessions').where({ user_id: id }).select('id')
    await act('endUserSession', { id, session })
    await act('resetFactors', { id })
    await givePassword(whole.app, 'sue')
    await act('endSessions', { id })
    await act('sendResetLink', { id })
  })

  it('about settings is in the record', async () => {
    await act('updateSettings', {}, { productName: 'Acme' })
    await act('createCustomField', {}, { key: 'team', type: 'text', label: 'Team' })
    await act('updateCustomField', { key: 'team' }, { label: 'Group' })
    await act('removeCustomField', { key: 'team' })
    const { key } = await createApiKey(whole.deps, { name: 'leaked' }, { actor: { type: 'cli' } })
    await act('revokeApiKey', { id: key.id })
  })

  it('about webhooks is in the record', async () => {
    const webhook = { name: 'Rec', url: 'http://127.0.0.1:9/', events: ['user.*'] }
    const id = await idOf(act('createWebhook', {}, webhook))
    await act('updateWebhook', { id }, { name: 'Record' })
    const [old] = z.array(bodySchema).parse((await ask('get', `/webhooks/${id}/secrets`)).data)
    await act('rotateWebhookSecret', { id }, {})
    await act('endWebhookSecret', { id, secret: String(old?.id) })
    await act('testWebhook', { id })
    await act('sendTypedMessage', { id }, { eventType: 'ping', format: 'standard', body: '{}' })
    const { id: backfill } = await act('startBackfill', { id }, {})
    await act('stopBackfill', { id, backfill: String(backfill) })
    await act('deleteWebhook', { id })
  })

  it('about deliveries is in the record', async () => {
    const prefixed = (prefix: string) => whole.ids.find((id) => id.startsWith(prefix)) ?? ''
    const id = prefixed('ep_')
    await act('resendDelivery', { id: prefixed('dlv_') })
    const { id: replay } = await act('replayWebhook', { id }, { which: 'delivered' })
    await act('stopReplay', { id, replay: String(replay) })
  })

  it('about a repair is in the record', async () => {
    const webhook = { name: 'Torn', url: 'http://127.0.0.1:9/', events: ['user.*'] }
    const id = await idOf(ask('post', '/webhooks', webhook))
    const repair = String((await act('startRepair', { id }, {})).id)
    await ask('post', `/webhooks/${id}/repairs/${repair}/users`, { users: [] })
    await act('sendRepair', { id, repair })
  })

  it('about listeners is in the record', async () => {
    const forwardTo = 'http://localhost:4000/hooks'
    const { id } = await act('openListener', {}, { forwardTo })
    await act('triggerTest', {}, { type: 'user.registered' })
    await act('closeListener', { id: String(id) })
  })

  it('is all of it', () => {
    const missing = [...unsafe.keys()].filter(
      (id) => !acted.has(id) && !COMPARES.includes(id) && !Object.hasOwn(SHOWN_ELSEWHERE, id),
    )
    assert.deepEqual(missing, [])
  })
})
