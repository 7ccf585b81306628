import { setTimeout as pause } from 'node:timers/promises'
import type { Arrival, FaultHost, FaultReceiver, Manner } from '../support/fault-receiver.ts'
import { readRows } from '../support/rows.ts'
import type { Scope } from '../support/scope.ts'
import type { Settings } from '../support/server.ts'
import { until } from '../support/wait.ts'
import { readFacts, readStillness } from './facts.ts'
import { judge, type RunFaults, type Target } from './judge.ts'
import { type ApiAnswer, type Ask, askerOf, People } from './people.ts'
import type { Expectation, Row } from './row.ts'
import { checkChanges, checkSecrets } from './run-checks.ts'
import { type FaultServer, prepareServer, type ServerOptions } from './server.ts'
import type { Surroundings } from './surroundings.ts'

/** An endpoint of a stage, and the path that its receiver hears it at. */
export interface Endpoint {
  readonly id: string
  readonly path: string
  readonly secret: string
  /** What its receiver does from now on, one manner a request, the last one for ever. */
  script(...manners: Manner[]): Promise<void>
  edit(patch: object): Promise<ApiAnswer>
  /** Requests that it got so far. */
  arrivals(): Promise<Arrival[]>
  count(): Promise<number>
}

export interface EndpointOptions {
  readonly host?: FaultHost
  readonly manners?: Manner[]
  /** Fields of the webhook beside name, URL and events. */
  readonly fields?: Readonly<Record<string, unknown>>
  readonly events?: readonly string[]
}

/** Seconds between retries that a run can wait for. */
export const SHORT_RETRIES = [0.2, 0.2, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]

/** Everything that one fault is played on. */
export class Stage {
  readonly server: FaultServer
  readonly receiver: FaultReceiver
  readonly surroundings: Surroundings
  readonly scope: Scope
  /** Opens the whole API. */
  readonly key: string
  readonly ask: Ask
  readonly people: People
  /** What must stand nowhere. */
  readonly secrets: string[]
  readonly #targets: (Target & { readonly paths: Set<string> })[] = []
  readonly #label: string
  readonly #firstArrival: number
  readonly #forbiddenBefore: number
  /** Beside `server`, on the same database. */
  readonly nodes: FaultServer[] = []
  #headless = 0

  private constructor(
    server: FaultServer,
    key: string,
    scope: Scope,
    surroundings: Surroundings,
    label: string,
    firstArrival: number,
  ) {
    this.server = server
    this.scope = scope
    this.surroundings = surroundings
    this.receiver = surroundings.receiver
    this.key = key
    this.ask = askerOf(server.url, key)
    this.people = new People(this.ask)
    this.secrets = [key]
    this.#label = label
    this.#firstArrival = firstArrival
    this.#forbiddenBefore = surroundings.forbidden.connections()
  }

  /** A running server on an empty data folder, with a key. */
  static async open(
    scope: Scope,
    surroundings: Surroundings,
    label: string,
    options: Omit<ServerOptions, 'root'>,
  ): Promise<Stage> {
    const server = await prepareServer(scope, { root: surroundings.root, ...options })
    await server.start()
    const key = (await server.cli('key', 'create', '--name', 'faults')).trim().split(/\s+/).at(-1) ?? ''
    return new Stage(server, key, scope, surroundings, label, await surroundings.receiver.count())
  }

  /** One more node, not started yet. */
  async addNode(settings: Settings = {}, flags: readonly string[] = []): Promise<FaultServer> {
    const node = await this.server.sibling(settings, flags)
    this.nodes.push(node)
    return node
  }

  /** All that the processes of all nodes have printed. */
  output(): string {
    return [this.server, ...this.nodes].map((node) => node.output()).join('')
  }

  async endpoint(name: string, options: EndpointOptions = {}): Promise<Endpoint> {
    const path = `/${this.#label}/${name.replaceAll(/[^a-z0-9]+/gi, '-')}`
    const { host = this.receiver.host, manners = [{}], fields = {}, events = ['user.*'] } = options
    await this.receiver.script(path, { manners: [...manners] })
    const { status, body } = await this.ask('POST', '/webhooks', {
      name,
      url: `${host.url}${path}`,
      events,
      retry: { delays: SHORT_RETRIES },
      ...fields,
    })
    if (status !== 201)
      throw new Error(`the endpoint ${name} was answered ${status}: ${JSON.stringify(body)}`)
    const { id, secret } = body as { id: string; secret: string }
    const secrets = [secret]
    this.secrets.push(secret)
    const script = (...next: Manner[]) => this.receiver.script(path, { manners: next, secrets })
    await script(...manners)
    // What was sent before its receiver knew the secret could not be checked.
    const target = { id, paths: new Set([path]), signed: true, unchecked: await this.receiver.count() }
    this.#targets.push(target)
    return {
      id,
      path,
      secret,
      script,
      edit: (patch) => this.ask('PATCH', `/webhooks/${id}`, patch),
      arrivals: async () => (await this.arrivals()).filter((arrival) => target.paths.has(arrival.path)),
      count: () => this.receiver.count(path),
    }
  }

  /** Counts requests at another path as this endpoint's too; its receiver checks with these secrets. */
  async alsoAt(endpoint: Endpoint, path: string, manners: Manner[] = [{}], secrets = [endpoint.secret]) {
    this.#targets.find(({ id }) => id === endpoint.id)?.paths.add(path)
    await this.receiver.script(path, { manners, secrets })
  }

  /** In the order of their making. */
  endpointIds(): string[] {
    return this.#targets.map(({ id }) => id)
  }

  arrivals(): Promise<Arrival[]> {
    return this.receiver.arrivals(this.#firstArrival)
  }

  /**
   * Waits until nothing is under way and nothing waits for a time, but what is parked. With `leap` the server's
   * clock is moved to the next time that something waits for, whenever nothing is under way.
   */
  async still({ leap = true, timeoutMs = 120_000, mostMs = Number.POSITIVE_INFINITY } = {}): Promise<void> {
    const end = performance.now() + timeoutMs
    let last: unknown
    while (performance.now() < end) {
      const now = await readStillness(this.server.file)
      last = now
      if (now.onTheWay === 0 && now.leased === 0) {
        if (now.next === null) return
        const wait = now.next - this.server.now()
        if (wait > mostMs)
          throw new Error(`something waits for ${wait} ms, and at most ${mostMs} was expected`)
        if (leap && wait > 0) this.server.moveTo(now.next)
      }
      await pause(100)
    }
    throw new Error(`not still after ${timeoutMs} ms: ${JSON.stringify(last)}\n${this.output().slice(-3000)}`)
  }

  /**
   * Waits until the server dies at a fault point. Answers how many deliveries were being sent just then: so many
   * requests can have been made that nobody recorded, and so many can come again.
   */
  async died(step: string): Promise<number> {
    const end = await this.server.death(60_000)
    if (end !== 'SIGKILL') throw new Error(`at ${step} the server ended with ${end}`)
    return this.leased()
  }

  /** SIGKILL from outside; answers the same. */
  async kill(): Promise<number> {
    await this.server.kill()
    return this.leased()
  }

  /** Deliveries that the database says are being sent. */
  async leased(): Promise<number> {
    return (await readStillness(this.server.file)).leased
  }

  /** Waits until the receivers got so many requests since the stage was opened. */
  async arrived(count: number, timeoutMs = 30_000): Promise<void> {
    const end = performance.now() + timeoutMs
    while ((await this.receiver.count()) - this.#firstArrival < count) {
      if (performance.now() > end) throw new Error(`fewer than ${count} requests within ${timeoutMs} ms`)
      await pause(5)
    }
  }

  /** Waits until a try was recorded at each of these endpoints for what waits there now. */
  async attempted(endpoints: readonly Endpoint[], timeoutMs = 30_000): Promise<void> {
    const count = () =>
      readRows(
        this.server.file,
        `select e.id from webhooks_endpoints e where exists
           (select 1 from webhooks_attempts a join webhooks_deliveries d on d.id = a.delivery
            where d.endpoint = e.num and d.state in ('pending', 'leased'))`,
      )
    await until(
      'a try was recorded at each endpoint',
      async () => {
        const tried = new Set((await count()).map(({ id }) => id))
        return endpoints.every(({ id }) => tried.has(id))
      },
      { timeoutMs, everyMs: 100 },
    )
  }

  /** Waits until this endpoint's breaker is open. */
  async failing({ id }: Endpoint, timeoutMs = 30_000): Promise<void> {
    await until('its breaker is open', async () => (await this.#breaker(id))?.breaker === 'open', {
      timeoutMs,
      everyMs: 100,
    })
  }

  async #breaker(id: string) {
    const [row] = await readRows(
      this.server.file,
      `select r.breaker, r.probe_at from webhooks_endpoint_runtime r
       join webhooks_endpoints e on e.num = r.endpoint where e.id = '${id}'`,
    )
    return row
  }

  /** Moves the clock to the next probe of a failing endpoint, again and again until it is healthy. */
  async probed({ id }: Endpoint, timeoutMs = 60_000): Promise<void> {
    await until(
      'a probe succeeds',
      async () => {
        const row = await this.#breaker(id)
        if (row?.breaker === 'closed') return true
        this.server.moveTo(Number(row?.probe_at))
        return false
      },
      { timeoutMs, everyMs: 200 },
    )
  }

  /** Stops the server and weighs what is found. */
  async verdicts(wanted: readonly Expectation[]): Promise<Omit<Row, 'seconds' | 'group'>[]> {
    const ledger = await this.#ledgerFaults()
    const texts = await this.#shownTexts()
    for (const node of this.nodes) await node.stop()
    await this.server.stop()
    const arrivals = await this.arrivals()
    const facts = await readFacts(this.server.file)
    const touched = this.surroundings.forbidden.connections() - this.#forbiddenBefore
    const run: RunFaults = {
      I1: ledger,
      I2: await checkChanges(this.server.file, this.people.all),
      I7: touched === 0 ? [] : [`${touched} connections to a forbidden address`],
      I8: checkSecrets(this.secrets, this.server.data, { ...texts, 'the process log': this.output() }),
      headless: Math.max(this.#headless, this.output().split('lanes stood without a head').length - 1),
    }
    const targets: readonly Target[] = this.#targets
    return wanted.map((expectation) => ({
      name: expectation.name ?? '',
      ...judge(facts, arrivals, targets, run, expectation),
    }))
  }

  /** The server's own account of what it owes, which must balance as well. */
  async #ledgerFaults(): Promise<string[]> {
    const { status, body } = await this.ask('GET', '/ledger')
    if (status !== 200) return [`the ledger was answered ${status}`]
    const { balanced, difference } = body as { balanced: boolean; difference: number }
    return balanced ? [] : [`the ledger is out of balance by ${difference}`]
  }

  /** What the API and the figures show, for a look at what they must not. */
  async #shownTexts(): Promise<Record<string, string>> {
    const texts: Record<string, string> = {}
    const shown = async (path: string) => {
      const { status, body } = await this.ask('GET', path)
      texts[`GET ${path}`] = JSON.stringify(body ?? '')
      return status === 200 && typeof body === 'object' && body !== null && 'data' in body
        ? (body.data as { id: string }[])
        : []
    }
    await shown('/webhooks?limit=200')
    await shown('/events?limit=100')
    for (const { id } of (await shown('/deliveries?limit=20')).slice(0, 20)) await shown(`/deliveries/${id}`)
    const metrics = await fetch(`http://127.0.0.1:${this.server.port}/metrics`).then((answer) =>
      answer.text(),
    )
    this.#headless = Number(/^gatepost_webhooks_headless_lanes_total (\d+)/m.exec(metrics)?.[1] ?? Number.NaN)
    texts['GET /metrics'] = metrics
    return texts
  }
}
