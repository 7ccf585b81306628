import assert from 'node:assert/strict'
import { join } from 'node:path'
import request, { type Response, type Test } from 'supertest'
import { createKey, createPair, type RunningServer, startServer } from '../../../src/compose/index.ts'
import { type ApiAnswered, assertDescribed } from '../../support/api-answers.ts'
import { moveClock, setClock } from '../../support/clock-file.ts'
import { databaseSettings } from '../../support/database.ts'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { type Scope, temporaryFolder } from '../../support/temp.ts'
import { type PageVisitor, visitor } from '../../support/visit.ts'
import { until } from '../../support/wait.ts'

export const OPERATOR = { login: 'opa@example.org', password: 'a long enough password' }

/** What the JSON API answered. */
export type Call = (method: Method, path: string, body?: object) => Test
type Method = 'get' | 'post' | 'patch' | 'delete'

/** A whole server in this process, over a database of its own, with everything running. */
export interface ConsoleServer {
  readonly url: string
  /** A browser without a sign-in. */
  visit(): PageVisitor
  /** A browser of the operator. */
  operator(): Promise<PageVisitor>
  /** The API by a key with these scopes, or all of them. */
  api(...scopes: readonly string[]): Promise<Call>
  /** An access key pair for the GenAuth API. */
  accessKey(): Promise<{ readonly id: string; readonly secret: string }>
  /** Makes a user by the API; answers the id. */
  user(name: string): Promise<string>
  /** Moves the server's clock this many milliseconds ahead of the time of day. */
  moveClock(ms: number): Promise<void>
  /** Answers 200 until it is told otherwise. */
  readonly receiver: Receiver
}

export async function startConsoleServer(scope: Scope): Promise<ConsoleServer> {
  const folder = temporaryFolder(scope)
  const clock = join(folder, 'clock')
  setClock(clock, 0)
  const env = {
    NODE_ENV: 'test',
    GATEPOST_TEST_CLOCK: clock,
    GATEPOST_DATA: join(folder, 'data'),
    PORT: '0',
    GATEPOST_URL: 'http://localhost:3000',
    GATEPOST_WEBHOOK_ALLOW: '127.0.0.1',
    GATEPOST_LIMITS_SCALE: '1000',
    GATEPOST_LOG_LEVEL: 'fatal',
    GATEPOST_OPERATOR_EMAIL: OPERATOR.login,
    GATEPOST_OPERATOR_PASSWORD: OPERATOR.password,
    ...(await databaseSettings()),
  }
  const [server, receiver]: [RunningServer, Receiver] = await Promise.all([startServer(env), startReceiver()])
  scope.after(() => receiver.stop())
  scope.after(() => server.stop())
  const url = `http://127.0.0.1:${server.port}`

  const { body: document } = await request(url).get('/openapi.json')
  const api = async (...scopes: readonly string[]): Promise<Call> => {
    const { secret } = await createKey(env, { name: 'test', ...(scopes.length > 0 ? { scopes } : {}) })
    return (method, path, body) => {
      const call = request(url)[method](`/api/v1${path}`).set('authorization', `Bearer ${secret}`)
      call.expect((answer) => assertDescribed(document, [answered(method, path, answer)]))
      return body === undefined ? call : call.send(body)
    }
  }
  const everything = await api()
  let signIns = 0
  return {
    url,
    receiver,
    api,
    visit: () => visitor(url),
    async accessKey() {
      const { key, secret } = await createPair(env, { name: 'test' })
      return { id: key.id, secret }
    },
    moveClock: (ms) => moveClock(clock, ms),
    async operator() {
      const browser = visitor(url)
      const answer = await browser.submit('/login', OPERATOR)
      if (answer.status !== 303) throw new Error(`signing in answered ${answer.status}`)
      signIns += 1
      // A webhook gets what has its place in the log after it was made, and on PostgreSQL an event may wait for its place.
      await until('the sign-in has its place in the log', async () => {
        const { body } = await everything('get', '/events?types=user.login.succeeded')
        return body.data?.length >= signIns
      })
      return browser
    },
    async user(name) {
      const { status, body } = await everything('post', '/users', {
        username: name.toLowerCase().replaceAll(/[^a-z]/g, ''),
        name,
        password: 'a long enough password',
      })
      if (status !== 201) throw new Error(`making ${name} answered ${status}: ${JSON.stringify(body)}`)
      return body.id
    },
  }
}

function answered(method: Method, path: string, { status, type, text = '' }: Response): ApiAnswered {
  const [bare = ''] = path.split('?')
  return { method: method.toUpperCase(), path: `/api/v1${bare}`, status, type, text }
}

/** A webhook of these events at the receiver; answers the API's object. */
export async function makeWebhook(call: Call, settings: object): Promise<{ id: string; secret: string }> {
  const { status, body } = await call('post', '/webhooks', { name: 'OA', events: ['user.*'], ...settings })
  if (status !== 201) throw new Error(`making a webhook answered ${status}: ${JSON.stringify(body)}`)
  return body
}

/** Deliveries as the API lists them, once there are `count` that fit. */
export async function deliveries(call: Call, query: string, count: number): Promise<Delivery[]> {
  return until(`${count} deliveries fit ${query}`, async () => {
    const { body } = await call('get', `/deliveries?${query}`)
    return body.data?.length >= count ? body.data : undefined
  })
}

export interface Delivery {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly messageId: string
  readonly event: { readonly id: string; readonly type: string; readonly position: number }
}

/** Fails with the pattern alone, not with the whole page, when a page does not show it. */
export function shows(html: string, pattern: RegExp): void {
  assert.ok(pattern.test(plain(html)), `the page does not show ${pattern}`)
}

export function hides(html: string, pattern: RegExp): void {
  assert.ok(!pattern.test(plain(html)), `the page shows ${pattern}`)
}

/** Quotes as they are seen; angle brackets stay escaped. */
const plain = (html: string): string => html.replaceAll('&quot;', '"')
