import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import { before, describe, it } from 'node:test'
import { suiteScope } from '../../support/scope.ts'
import { until } from '../../support/wait.ts'
import { AUTHORITY, GOOD, WRONG_HOST } from './certificates.ts'
import {
  type Call,
  type ConsoleServer,
  deliveries,
  makeWebhook,
  startConsoleServer,
} from './console-server.ts'

interface Arrived {
  readonly url: string
  readonly authorization: string | undefined
}

describe('receivers behind a door of their own', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let call: Call
  let people = 0
  before(async () => {
    server = await startConsoleServer(scope)
    call = await server.api()
  })

  /** A TLS server that answers 204 to whoever knows the word, 401 to others, and counts requests. */
  async function startPrivate(identity: { key: string; cert: string }, word?: string) {
    const arrived: Arrived[] = []
    const https = createServer(identity, (req, res) => {
      const { authorization } = req.headers
      arrived.push({ url: req.url ?? '', authorization })
      // Test receivers like to repeat what they were sent.
      const body = JSON.stringify({ you: authorization })
      req.resume().on('end', () => {
        const welcome = word === undefined || authorization === word
        res.writeHead(welcome ? 200 : 401, {
          'content-type': 'application/json',
          'x-echo': authorization ?? '-',
        })
        res.end(body)
      })
    }).listen(0, '127.0.0.1')
    await once(https, 'listening')
    scope.after(() => void https.close())
    const address = https.address()
    const port = typeof address === 'object' ? address?.port : 0
    return { url: `https://127.0.0.1:${port}/oa`, arrived }
  }
  const register = () => server.user(`Ida ${'abcdefghijklmnopqrstuvwxyz'[people++]}`)
  const attemptsAt = async (id: string, count: number) => {
    const [delivery] = await deliveries(call, `endpoint=${id}`, 1)
    return until(`${count} attempts`, async () => {
      const { body } = await call('get', `/deliveries/${delivery?.id}`)
      return body.attempts.length >= count ? body : undefined
    })
  }

  it('get nothing while nobody vouches for their certificate, and everything once the webhook does', async () => {
    const { url, arrived } = await startPrivate(GOOD)
    const made = await makeWebhook(call, { url, events: ['user.registered'], retry: { delays: [600] } })
    await register()
    const refused = await attemptsAt(made.id, 1)
    const [attempt] = refused.attempts
    assert.equal(attempt.error.kind, 'tls')
    assert.match(attempt.error.message, /Add the authority to this webhook/)
    assert.equal(attempt.sent, false)
    assert.equal(arrived.length, 0)

    assert.equal((await call('patch', `/webhooks/${made.id}`, { ca: AUTHORITY })).status, 200)
    await call('post', `/deliveries/${refused.id}/resend`)
    await deliveries(call, `endpoint=${made.id}&state=delivered`, 1)
    assert.equal(arrived.length, 1)
  })

  it('must still be who they say: an authority vouches for no other host', async () => {
    const { url, arrived } = await startPrivate(WRONG_HOST)
    const made = await makeWebhook(call, { url, events: ['user.registered'], ca: AUTHORITY })
    await register()
    const { attempts } = await attemptsAt(made.id, 1)
    assert.match(attempts[0].error.message, /for another host/)
    assert.equal(arrived.length, 0)
  })

  const doors = [
    {
      auth: { type: 'basic', username: 'gate', password: 'open:sesame ß' },
      sent: `Basic ${Buffer.from('gate:open:sesame ß').toString('base64')}`,
      hidden: ['open:sesame', Buffer.from('gate:open:sesame ß').toString('base64')],
    },
    {
      auth: { type: 'bearer', token: 'tok.en-1234==' },
      sent: 'Bearer tok.en-1234==',
      hidden: ['tok.en-1234'],
    },
  ]
  for (const { auth, sent, hidden } of doors) {
    it(`are let in by ${auth.type}, which stands in no answer, page, event or attempt`, async () => {
      const { url, arrived } = await startPrivate(GOOD, sent)
      const made = await makeWebhook(call, { url, events: ['user.registered'], ca: AUTHORITY, auth })
      await register()
      const [delivery] = await deliveries(call, `endpoint=${made.id}&state=delivered`, 1)
      assert.deepEqual(
        arrived.map(({ authorization }) => authorization),
        [sent],
      )
      const opa = await server.operator()
      const texts = [
        JSON.stringify(made),
        ...(await Promise.all(
          [
            '/webhooks?limit=200',
            `/webhooks/${made.id}`,
            `/deliveries/${delivery?.id}`,
            '/events?types=*,webhook.*&limit=1000',
          ].map(async (path) => JSON.stringify((await call('get', path)).body)),
        )),
        ...(await Promise.all(
          [`webhooks/${made.id}`, `webhooks/${made.id}/edit`, `deliveries/${delivery?.id}`].map(
            async (path) => (await opa.get(`/console/${path}`)).text,
          ),
        )),
      ]
      assert.match(texts.join(), /••••/)
      for (const text of texts)
        for (const secret of hidden) assert.ok(!text.includes(secret), text.slice(0, 300))
    })
  }

  it('are told apart: another password is refused by the receiver and recorded as that', async () => {
    const { url, arrived } = await startPrivate(GOOD, 'Bearer right')
    const auth = { type: 'bearer', token: 'wrong' }
    const made = await makeWebhook(call, { url, events: ['user.registered'], ca: AUTHORITY, auth })
    await register()
    const { attempts } = await attemptsAt(made.id, 1)
    assert.equal(attempts[0].status, 401)
    assert.equal(arrived.length, 1)
  })

  for (const [what, ca] of [
    ['words', 'my certificate'],
    ['a certificate that is none', AUTHORITY.replace('MII', 'MIA')],
    ['a key beside the certificate', `${GOOD.key}${GOOD.cert}`],
  ] as const) {
    it(`are not trusted by ${what}: it is refused at its field, with the way out`, async () => {
      const settings = { name: 'OA', url: 'https://127.0.0.1/oa', events: ['user.*'], ca }
      const { status, body } = await call('post', '/webhooks', settings)
      assert.equal(status, 422)
      assert.equal(body.errors[0].field, 'ca')
      assert.match(body.errors[0].message, /from BEGIN CERTIFICATE to END CERTIFICATE/)
      assert.ok(!JSON.stringify(body).includes('PRIVATE KEY-----'))
      const opa = await server.operator()
      const form = {
        ...settings,
        retries: '5s',
        timeout: '15',
        atOnce: '256',
        authType: 'none',
        format: 'standard',
      }
      const page = await opa.submit('/console/webhooks/new', { ...form, contentType: 'json' })
      assert.equal(page.status, 422)
      assert.match(page.text, /id="f-ca-error"/)
    })
  }
})
