import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openEngine, type RunningEngine, system } from './running-engine.ts'

const URL = 'http://127.0.0.1:9/oa'

describe('endpoints', () => {
  let engine: RunningEngine
  before(async () => {
    engine = await openEngine()
  })
  after(() => engine.close())
  const told = async () => (await engine.db.reader('events').orderBy('seq')).map(({ type }) => type)
  const facts = async () => JSON.stringify(await engine.db.reader('events').select('data'))

  test('making, changing, rotating, revealing and deleting one are events, and no secret is in them', async () => {
    const { endpoint, secret } = await engine.endpoint(`${URL}?token=opensesame`, {
      headers: { 'X-Token': 'letmein' },
    })
    await engine.service.editEndpoint(endpoint.id, { headers: { 'X-Token': 'letmein2' } }, system)
    const { secret: rotated } = await engine.service.rotateSecret(endpoint.id, {}, system)
    const fresh = rotated ?? ''
    assert.match(fresh, /^whsec_/)
    assert.equal((await engine.service.revealSecret(endpoint.id, system)).secret, fresh)
    await engine.service.deleteEndpoint(endpoint.id, system)
    assert.deepEqual(await told(), [
      'webhook.endpoint.created',
      'webhook.endpoint.updated',
      'webhook.endpoint.secret_rotated',
      'webhook.endpoint.secret_revealed',
      'webhook.endpoint.deleted',
    ])
    const text = await facts()
    for (const hidden of [secret, fresh, 'opensesame', 'letmein']) assert.ok(!text.includes(hidden), hidden)
    const stored = JSON.stringify(await engine.db.reader('webhooks_secrets'))
    for (const hidden of [secret, fresh])
      assert.ok(!stored.includes(hidden.slice(6)), 'a secret is not sealed')
  })

  test('a change that changes nothing is no event', async () => {
    const { endpoint } = await engine.endpoint(URL)
    const before = (await told()).length
    await engine.service.editEndpoint(endpoint.id, { name: 'OA', events: ['user.*'] }, system)
    await engine.service.enableEndpoint(endpoint.id, {}, system)
    assert.equal((await told()).length, before)
  })

  test('what cannot be is refused at its field, and nothing is written', async () => {
    const before = (await told()).length
    const refused = (rest: object) =>
      engine.endpoint(URL, rest).then(
        (): Record<string, string> => ({}),
        (error: { code: string; fields: Record<string, string> }) => {
          assert.equal(error.code, 'invalid')
          return error.fields
        },
      )
    assert.match((await refused({ url: 'http://10.0.4.12/' })).url ?? '', /GATEPOST_WEBHOOK_ALLOW/)
    assert.ok((await refused({ events: ['user.nothing'] }))['events.0'])
    assert.ok((await refused({ timeoutMs: 5 })).timeoutMs)
    assert.ok((await refused({ color: 'red' })).color)
    const { endpoint } = await engine.endpoint(URL)
    const edit = engine.service.editEndpoint(endpoint.id, { url: 'https://169.254.169.254/' }, system)
    await assert.rejects(edit, { code: 'invalid' })
    assert.equal((await told()).length, before + 1)
  })

  test('what is not there is not found', async () => {
    const { service } = engine
    const missing = { code: 'not_found' }
    await assert.rejects(service.getEndpoint('ep_nothing'), missing)
    await assert.rejects(service.editEndpoint('ep_nothing', { name: 'x' }, system), missing)
    await assert.rejects(service.deleteEndpoint('ep_nothing', system), missing)
    await assert.rejects(service.rotateSecret('ep_nothing', {}, system), missing)
    await assert.rejects(service.sendTest('ep_nothing', system), missing)
    await assert.rejects(service.getDelivery('dlv_nothing'), missing)
  })

  test('a test of an endpoint that is off is refused', async () => {
    const { endpoint } = await engine.endpoint(URL, { enabled: false })
    assert.equal(endpoint.disabledReason, 'operator')
    await assert.rejects(engine.service.sendTest(endpoint.id, system), /off/)
  })

  test('a list has pages, and a cursor that is none is refused', async () => {
    for (let n = 0; n < 5; n++) await engine.endpoint(URL, { name: `OA ${n}` })
    const all = (await engine.service.listEndpoints()).data.map(({ id }) => id)
    const paged: string[] = []
    let cursor: string | undefined
    do {
      const page = await engine.service.listEndpoints({ limit: 2, ...(cursor ? { cursor } : {}) })
      assert.ok(page.data.length <= 2)
      paged.push(...page.data.map(({ id }) => id))
      cursor = page.next ?? undefined
    } while (cursor)
    assert.deepEqual(paged, all)
    await assert.rejects(engine.service.listEndpoints({ cursor: 'junk' }), { code: 'invalid' })
  })

  test('what an operator sees masks header values and holds no secret', async () => {
    const { endpoint } = await engine.endpoint(URL, {
      format: 'genauth',
      genauthSecret: 'opensesame',
      headers: { 'X-Token': 'letmein' },
      auth: { type: 'basic', username: 'u', password: 'swordfish' },
    })
    assert.doesNotMatch(JSON.stringify(endpoint), /opensesame|letmein|swordfish/)
    assert.equal(endpoint.genauthSecret, true)
    assert.deepEqual(endpoint.auth, { type: 'basic' })
  })
})
