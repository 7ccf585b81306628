import { Agent, type IncomingHttpHeaders, type RequestOptions, request } from 'node:http'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { createOperator } from '../../src/usecases/create-operator.ts'
import { type KnownFields, knownFields } from './known-fields.ts'
import { type JsonPair, type Malformed, OWN_TYPE, type Pair } from './malformed.ts'
import { givePassword, PASSWORD, register } from './people.ts'
import type { ListedRoute } from './routes.ts'
import type { Scope } from './scope.ts'
import { csrfOf, type PageVisitor, visitor } from './visit.ts'
import { openWholeApp, type WholeApp } from './whole-app.ts'

export type Who = 'stranger' | 'person' | 'operator' | 'program'

/** A malformed request and what came back. */
export interface Thrown {
  readonly number: number
  readonly who: Who
  readonly method: string
  /** The route as it is mounted. */
  readonly route: string
  readonly url: string
  readonly body: 'fields' | 'bytes'
  /** The body's beginning, in Latin-1. */
  readonly sent: string
  /** Undefined when no answer came. */
  readonly status: number | undefined
  readonly type: string
  readonly text: string
}

export interface Thrower {
  readonly routes: readonly ListedRoute[]
  /** Sends it to the route whose turn it is. */
  throw(one: Malformed, number: number): Promise<Thrown>
  /** What the process log holds of requests that failed in a way nobody foresaw. */
  faults(): readonly string[]
}

/** Long enough for a busy machine; nothing here takes a second. */
const HANGS_MS = 30_000
/** Values that fit, so that a request gets as far as its other values. */
const FITTING: Readonly<Record<string, string | number | boolean | readonly string[]>> = {
  name: 'OA',
  url: 'http://127.0.0.1:9/',
  events: ['user.*'],
  username: 'dan',
  email: 'dan@example.org',
  login: 'dan',
  password: PASSWORD,
  current: PASSWORD,
  limit: 5,
  timeoutMs: 1000,
  enabled: true,
  format: 'standard',
}

/** Opens the whole app, somebody of each kind in it, and knows what its routes take. */
export async function openThrower(scope: Scope): Promise<Thrower> {
  const faults: string[] = []
  const kept = new Writable({
    write(line, _encoding, done) {
      faults.push(String(line))
      done()
    },
  })
  const whole = await openWholeApp(scope, pino({ level: 'error' }, kept))
  const { app, deps, routes } = whole
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const agent = new Agent({ keepAlive: true })
  scope.after(() => {
    agent.destroy()
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0

  await createOperator(deps, { username: 'opa', password: PASSWORD }, { actor: { type: 'cli' } })
  const people = createPeople(whole)
  const known = await readKnown(whole, await people.browser('operator'))

  return {
    routes,
    faults: () => faults,
    async throw(one, number) {
      const route = routes[number % routes.length] ?? { method: 'get', path: '/' }
      const who = whoAsks(route, Math.floor(number / routes.length))
      const method = one.method ?? route.method.toUpperCase()
      const url = addressOf(whole, known, route, one, number)
      const headers: Record<string, string> = {}
      let token = ''
      if (who === 'program') headers.authorization = `Bearer ${whole.key}`
      else {
        const { cookies, csrf } = await people.credentials(who)
        if (cookies !== '') headers.cookie = cookies
        token = csrf
      }
      const withBody = !['GET', 'HEAD', 'OPTIONS'].includes(method)
      const { bytes, type } = bodyOf(known, route, one, token)
      if (withBody && type !== undefined) headers['content-type'] = type
      Object.assign(headers, one.headers)
      const answer = await send(
        { agent, port, host: '127.0.0.1', method, path: url, headers },
        withBody ? bytes : undefined,
      )
      if (who === 'person' || who === 'operator') await people.renewIfOut(who, answer)
      return {
        ...{ number, who, method, url, route: route.path, body: one.body.kind },
        sent: withBody ? bytes.subarray(0, 500).toString('latin1') : '',
        status: answer.status,
        type: String(answer.headers['content-type'] ?? ''),
        text: answer.text,
      }
    },
  }
}

/** The console belongs to operators mostly; a page for everybody is asked by all in turn. */
function whoAsks({ path }: ListedRoute, round: number): Who {
  if (path.startsWith('/api/')) return round % 8 === 7 ? 'stranger' : 'program'
  const turns: readonly Who[] = path.startsWith('/console')
    ? ['operator', 'operator', 'operator', 'person']
    : ['person', 'operator', 'stranger']
  return turns[round % turns.length] ?? 'stranger'
}

interface Credentials {
  readonly cookies: string
  readonly csrf: string
}

/** One browser of each kind; whoever was signed out by a request signs in again. */
function createPeople({ app }: WholeApp) {
  const now = new Map<Who, Promise<Credentials & { browser: PageVisitor }>>()
  let people = 0
  const begin = async (who: Who) => {
    if (who === 'person') await register(app, `person${++people}`)
    const browser =
      who === 'stranger'
        ? visitor(app)
        : await givePassword(app, who === 'operator' ? 'opa' : `person${people}`)
    const page = await browser.get(who === 'stranger' ? '/login' : '/logout')
    return { browser, cookies: browser.cookies(), csrf: csrfOf(page.text) ?? '' }
  }
  const get = (who: Who) => {
    const given = now.get(who) ?? begin(who)
    now.set(who, given)
    return given
  }
  return {
    credentials: (who: Who): Promise<Credentials> => get(who),
    browser: async (who: Who) => (await get(who)).browser,
    async renewIfOut(who: Who, { status, headers, text }: Answer): Promise<void> {
      const out =
        status === 401 || headers.location?.startsWith('/login') || text.includes('This form is too old')
      if (!out) return
      const given = get(who)
      const inside = (await (await given).browser.get('/account/profile')).status === 200
      if (!inside && now.get(who) === given) now.delete(who)
    },
  }
}

async function readKnown({ app, routes, ids }: WholeApp, operator: PageVisitor): Promise<KnownFields> {
  const pages: { path: string; html: string }[] = []
  const add = async (browser: PageVisitor, path: string) =>
    pages.push({ path, html: (await browser.get(path)).text })
  for (const { method, path } of routes) {
    if (method !== 'get' || path.startsWith('/api/')) continue
    const candidates = path.includes(':') ? ids.map((id) => path.replace(/:\w+/, id)) : [path]
    for (const candidate of candidates) await add(operator, candidate)
  }
  for (const path of ['/login', '/register', '/forgot-password']) await add(visitor(app), path)
  return knownFields(pages, (await operator.get('/openapi.json')).body)
}

function addressOf(
  whole: WholeApp,
  known: KnownFields,
  route: ListedRoute,
  one: Malformed,
  number: number,
): string {
  let at = 0
  const path = route.path.replaceAll(/:\w+/g, () => {
    const given = one.params[at++]
    if (given !== undefined) return given
    const kind = /\/(users|events|webhooks|deliveries)\/:/.exec(route.path)?.[1] ?? ''
    const prefix = { users: 'usr_', events: 'evt_', webhooks: 'ep_', deliveries: 'dlv_' }[kind] ?? ''
    const fitting = whole.ids.filter((id) => id.startsWith(prefix))
    return fitting[number % fitting.length] ?? 'x'
  })
  const names = [...known.query(route), 'q', 'cursor', 'token', 'return_to']
  const query = one.query.map((pair) => formPair(pair, names)).join('&')
  return query === '' ? path : `${path}?${query}`
}

function bodyOf(
  known: KnownFields,
  route: ListedRoute,
  { body }: Malformed,
  token: string,
): { bytes: Buffer; type: string | undefined } {
  const program = route.path.startsWith('/api/')
  const own = program ? 'application/json' : 'application/x-www-form-urlencoded'
  if (body.kind === 'bytes') return { bytes: body.bytes, type: body.type === OWN_TYPE ? own : body.type }
  const names = known.body(route)
  if (program) {
    const pairs = body.json.map((pair) => jsonPair(pair, names))
    return { bytes: Buffer.from(`{${pairs.join()}}`), type: own }
  }
  const pairs = [`_csrf=${encodeURIComponent(token)}`, ...body.form.map((pair) => formPair(pair, names))]
  return { bytes: Buffer.from(pairs.join('&'), 'latin1'), type: own }
}

const nameOf = (name: number | string, names: readonly string[]): string =>
  typeof name === 'string' ? name : (names[name % names.length] ?? 'x')

function formPair([name, value]: Pair, names: readonly string[]): string {
  const own = nameOf(name, names)
  const shown = typeof name === 'string' ? name : encodeURIComponent(own)
  return `${shown}=${value ?? encodeURIComponent(String(FITTING[own] ?? 'on'))}`
}

function jsonPair([name, json]: JsonPair, names: readonly string[]): string {
  const own = nameOf(name, names)
  return `${JSON.stringify(own)}:${json ?? JSON.stringify(FITTING[own] ?? 'on')}`
}

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** An answer, or words why there was none. */
function send(options: RequestOptions, body: Buffer | undefined): Promise<Answer> {
  return new Promise((resolve) => {
    const none = (why: string) => resolve({ status: undefined, headers: {}, text: why })
    const sent = request(options, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', (error) => none(String(error)))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode,
          headers: answer.headers,
          text: Buffer.concat(parts).toString(),
        }),
      )
    })
    sent.setTimeout(HANGS_MS, () => sent.destroy(new Error(`no answer in ${HANGS_MS} ms`)))
    sent.on('error', (error) => none(String(error)))
    if (body !== undefined) sent.setHeader('content-length', String(body.length))
    sent.end(body)
  })
}
