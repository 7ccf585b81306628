import { createRequire } from 'node:module'
import { createNudge, jitter } from '../lib/nudge.ts'
import type { Location, PostgresLocation } from './connect.ts'

/** A wake-up between nodes that only saves time: whoever is woken also polls. */
export interface Wake {
  /** Call after a commit that gave somebody work: listeners here are called at once, those of other nodes soon. */
  wake(): void
  /** Called whenever any node was woken. A place for a nudge, not for work. */
  onWake(listener: () => void): void
}

export interface Wakes {
  /** Those who share a topic wake each other. */
  topic(name: string): Wake
  /** From now on other nodes are heard and told, for as long as the database can be reached. */
  connect(report: (error: unknown) => void): void
  close(): Promise<void>
}

/** Notifications of one node are at least this far apart: each takes a lock that all commits share. */
const NOTIFY_MS = 10
const RECONNECT_MS = 1000
/** A listener whose server has gone without a word is given up after this long. */
const ANSWER_MS = 5000
const ASK_EVERY_MS = 15_000

const require = createRequire(import.meta.url)

/** Wake-ups of the nodes that share this database; within the process alone where there is one. */
export function createWakes(location: Location): Wakes {
  return 'url' in location ? new PostgresWakes(location) : new LocalWakes()
}

class LocalWakes implements Wakes {
  protected readonly listeners = new Map<string, Set<() => void>>()

  topic(name: string): Wake {
    const own = this.listeners.get(name) ?? new Set()
    this.listeners.set(name, own)
    return {
      wake: () => {
        for (const listener of own) listener()
        this.tell(name)
      },
      onWake: (listener) => void own.add(listener),
    }
  }

  protected tell(_topic: string): void {}
  connect(_report: (error: unknown) => void): void {}
  async close(): Promise<void> {}
}

/**
 * One connection of its own that listens and notifies, straight to the database: a pooler would hand its session to
 * somebody else. NOTIFY goes alone and without a payload, after the commit it tells of.
 */
class PostgresWakes extends LocalWakes {
  readonly #location: PostgresLocation
  readonly #stopping = new AbortController()
  readonly #told = new Set<string>()
  #client: import('pg').Client | undefined
  #timer: NodeJS.Timeout | undefined
  #lastTold = 0
  /** The statement before: each waits for it. */
  #said: Promise<unknown> = Promise.resolve()
  #running: Promise<void> | undefined
  /** One report an outage: the polls that stand in for the listener have errors of their own. */
  #reported = false

  constructor(location: PostgresLocation) {
    super()
    this.#location = location
  }

  override connect(report: (error: unknown) => void): void {
    this.#running ??= this.#keepConnected(report)
  }

  override async close(): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#timer)
    await this.#running
  }

  protected override tell(topic: string): void {
    if (!this.#client) return
    this.#told.add(topic)
    this.#timer ??= setTimeout(
      () => this.#notify(),
      Math.max(0, this.#lastTold + NOTIFY_MS - performance.now()),
    )
  }

  #notify(): void {
    this.#timer = undefined
    this.#lastTold = performance.now()
    const statements = [...this.#told].map((topic) => `notify "${channel(topic)}"`)
    this.#told.clear()
    this.#say(statements.join('; '))
  }

  /** Sends a statement after the one before. What goes wrong ends the connection as well, and that is reported. */
  #say(sql: string): Promise<unknown> {
    const client = this.#client
    this.#said = this.#said.then(() => client?.query(sql)).catch(() => {})
    return this.#said
  }

  async #keepConnected(report: (error: unknown) => void): Promise<void> {
    const { signal } = this.#stopping
    const rest = createNudge()
    while (!signal.aborted) {
      try {
        await this.#listen(signal)
      } catch (error) {
        if (!this.#reported) report(error)
        this.#reported = true
        await rest.wait(jitter(RECONNECT_MS), signal)
      }
    }
  }

  /** Listens until the connection ends, then throws; returns when the signal aborts. */
  async #listen(signal: AbortSignal): Promise<void> {
    const pg: typeof import('pg') = require('pg')
    const client = new pg.Client({
      connectionString: this.#location.directUrl ?? this.#location.url,
      application_name: 'gatepost wake-ups',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
    })
    let timer: NodeJS.Timeout | undefined
    const ended = new Promise<never>((_, reject) => {
      client.once('error', reject)
      client.once('end', () => reject(new Error('the connection ended')))
    })
    // Whoever waits for it first hears of it; nobody else has to.
    ended.catch(() => {})
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    try {
      await Promise.race([client.connect(), ended])
      client.on('notification', ({ channel: heard, processId }) => {
        if (processId === ownProcess(client)) return
        for (const [topic, listeners] of this.listeners)
          if (channel(topic) === heard) for (const listener of listeners) listener()
      })
      for (const topic of this.listeners.keys()) await client.query(`listen "${channel(topic)}"`)
      this.#client = client
      this.#said = Promise.resolve()
      this.#reported = false
      // What was notified while nobody listened is looked for now.
      for (const listeners of this.listeners.values()) for (const listener of listeners) listener()
      const silent = new Promise<never>((_, reject) => {
        timer = setInterval(() => {
          const late = setTimeout(() => reject(new Error('the connection does not answer')), ANSWER_MS)
          this.#say('select 1').then(() => clearTimeout(late))
        }, ASK_EVERY_MS)
      })
      await Promise.race([ended, silent, aborted])
    } finally {
      clearInterval(timer)
      this.#client = undefined
      client.removeAllListeners('notification')
      await Promise.race([
        client.end().catch(() => {}),
        new Promise((resolve) => setTimeout(resolve, 1000).unref()),
      ])
    }
  }
}

const channel = (topic: string): string => `gatepost_${topic}`

/** The server process behind a connection: a notification that names it is our own. */
function ownProcess(client: import('pg').Client): unknown {
  return 'processID' in client ? client.processID : undefined
}
