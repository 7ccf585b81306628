import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { together } from '../../src/lib/together.ts'
import { type Api, apiOf } from './api.ts'
import { launchBrowser } from './browser.ts'
import { freePort } from './child.ts'
import { type MailServer, startMailServer } from './mail.ts'
import { type Oa, oaHook, startOa } from './oa.ts'
import { type ReceivedRequest, type Receiver, startReceiver, verifyPost } from './receiver.ts'
import type { Scope } from './scope.ts'
import { type Server, type Settings, startServer } from './server.ts'
import { until } from './wait.ts'

/** The standard envelope, as far as the journeys look into it. */
export interface Envelope {
  readonly id: string
  readonly type: string
  readonly position: number
  readonly sequence: number | null
  readonly data: Readonly<Record<string, unknown>> & { readonly user?: { readonly id: string } }
}

/** One POST whose signature was right. */
export interface Verified extends Envelope {
  readonly request: ReceivedRequest
}

/** The compiled server, a mail server, a browser, and a receiver that hears of everything. */
export interface World {
  readonly server: Server
  readonly url: string
  readonly mail: MailServer
  readonly browser: Browser
  readonly api: Api
  /** Keeps each POST byte for byte. */
  readonly recorder: Receiver
  /** Everything that the recorder got so far. Throws when a signature or an id is not right. */
  posts(): Promise<Verified[]>
  /** Waits until every event of the log that is owed to the recorder has reached it; then the same as `posts`. */
  allPosts(): Promise<Verified[]>
  /** Throws when one of these texts stands in a POST or in what the server printed. */
  assertNowhere(secrets: readonly string[]): Promise<void>
}

/** Limits that a journey would meet are out of its way; their own tests hold them. */
const ROOMY: Settings = { GATEPOST_LIMITS_SCALE: '1000', GATEPOST_WEBHOOK_ALLOW: '127.0.0.1' }

/** Starts all of it; it ends with the scope. */
export async function startWorld(scope: Scope, settings: Settings = {}): Promise<World> {
  const mail = await startMailServer(scope)
  const ending = async <T>(starting: Promise<T>, end: (started: T) => Promise<void>): Promise<T> => {
    const started = await starting
    scope.after(() => end(started))
    return started
  }
  // Also where one of them fails the others are ended: what goes on running keeps the whole file from its end.
  const [server, recorder, browser] = await together(
    startServer(scope, { ...ROOMY, SMTP_URL: mail.url, ...settings }),
    ending(startReceiver(), (receiver) => receiver.stop()),
    ending(launchBrowser(), (launched) => launched.close()),
  )

  const api = apiOf(server.url, await createKey(server))
  const forRecorder = await api.createWebhook({
    name: 'Recorder',
    url: `${recorder.url}/hook`,
    events: ['*'],
  })

  const posts = async () =>
    (await recorder.requests()).map((request) => verified(request, forRecorder.secret))
  return {
    server,
    url: server.url,
    mail,
    browser,
    api,
    recorder,
    posts,
    allPosts: () =>
      until('every event of the log has arrived', async () => {
        const arrived = await posts()
        const ids = new Set(arrived.map(({ id }) => id))
        const log = (await api.list('/events?types=*,webhook.*&limit=1000')).map(readEnvelope)
        const made = log.find(({ type }) => type === 'webhook.endpoint.created')?.position ?? 0
        // `*` names every type but those about webhooks; nothing is owed from before the recorder, and a test of
        // another webhook is owed to that one alone.
        const owed = log.filter(({ position, type }) => position > made && !/^(?:webhook\.|ping$)/.test(type))
        return owed.every(({ id }) => ids.has(id)) && arrived
      }),
    async assertNowhere(secrets) {
      const places = [server.output(), ...(await recorder.requests()).map(({ body }) => body)]
      for (const secret of secrets) {
        assert.ok(secret.length > 5, 'a secret to look for is too short to be found by chance')
        assert.equal(
          places.find((text) => text.includes(secret)),
          undefined,
        )
      }
    },
  }
}

/** The example OA system as a receiver of everything about users, its webhook made over the API. */
export async function connectOa(scope: Scope, { api }: World): Promise<Oa> {
  const port = await freePort()
  const { secret } = await api.createWebhook({ name: 'OA employees', url: oaHook(port), events: ['user.*'] })
  return startOa(scope, port, secret)
}

/** A key with every scope, as the command line prints it. */
export async function createKey(server: Server): Promise<string> {
  const printed = await server.cli('key', 'create', '--name', 'journey')
  return printed.trim().split(/\s+/).at(-1) ?? ''
}

/** The POST's envelope, once its signature is proven and its id stands in the header as well as in the body. */
export function verified(request: ReceivedRequest, secret: string): Verified {
  const envelope = readEnvelope(verifyPost(request, secret))
  assert.equal(request.headers['webhook-id'], envelope.id)
  assert.equal(request.method, 'POST')
  return { ...envelope, request }
}

function readEnvelope(body: unknown): Envelope {
  assert.ok(typeof body === 'object' && body !== null && 'type' in body && 'data' in body && 'id' in body)
  return body as Envelope
}
