import { join } from 'node:path'
import { type Child, freePort, programOf, runNode, startNode } from './child.ts'
import { databaseSettings } from './database.ts'
import type { Scope } from './scope.ts'
import { makeFolder, removeFolder } from './temp.ts'
import { until } from './wait.ts'

export type Settings = Readonly<Record<string, string>>

/** The compiled server as its own process, on a port and a data folder that outlive its restarts. */
export interface Server {
  /** The address it makes its links with, on the loopback, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** The data folder. */
  readonly data: string
  /** The SQLite file, or the address of the PostgreSQL database. */
  readonly place: string
  /** The process that runs now. */
  child(): Child
  /** All that every process so far has printed. */
  output(): string
  /** The link that makes the first operator, as the present process printed it to the terminal. */
  setupLink(): Promise<string>
  /** SIGKILL: no goodbye, no clean-up. */
  kill(): Promise<void>
  /** Starts it again on the same port and data, with these settings on top of the first ones. */
  restart(settings?: Settings): Promise<void>
  /** The same without waiting until it is ready: for one that may die before. */
  launch(settings: Settings): Promise<void>
  /** SIGTERM, and waits for its end. */
  stop(): Promise<void>
  /** Runs `gatepost ARGS` beside it on the same data; answers what it printed. Throws when it fails. */
  cli(...args: readonly string[]): Promise<string>
}

/** How long a start may take on a busy machine; the figure that people are promised is measured elsewhere. */
const START_TIMEOUT_MS = 90_000

/**
 * Starts the server of `dist`, on the database that the suites run on, and waits until it is ready. It is ended, and
 * its data removed, with the scope.
 */
export async function startServer(scope: Scope, settings: Settings = {}): Promise<Server> {
  const data = makeFolder()
  const port = await freePort()
  const environment: Settings = {
    GATEPOST_DATA: data,
    PORT: String(port),
    ...(await databaseSettings()),
    ...settings,
  }
  const children: Child[] = []
  const current = (): Child => {
    const last = children.at(-1)
    if (!last) throw new Error('the server was not started')
    return last
  }
  const launch = async (more: Settings) => {
    await children.at(-1)?.end()
    children.push(startNode(programOf('dist/src/main.js'), { ...environment, ...more }))
  }
  const restart = async (more: Settings = {}) => {
    await launch(more)
    await untilReady(current(), port)
  }
  scope.after(async () => {
    for (const child of children) await child.end('SIGKILL')
    removeFolder(data)
  })
  await restart()

  return {
    url: `http://localhost:${port}`,
    port,
    data,
    place: environment.DATABASE_URL ?? join(data, 'gatepost.sqlite'),
    child: current,
    output: () => children.map((child) => child.output()).join(''),
    async setupLink() {
      const [link] = await current().printed(/http:\/\/\S+\/setup\?token=[\w-]+/)
      return link
    },
    kill: () => current().end('SIGKILL'),
    restart,
    launch,
    stop: () => current().end(),
    async cli(...args) {
      const { code, output } = await runNode([...programOf('dist/src/cli.js'), ...args], environment)
      if (code !== 0) throw new Error(`gatepost ${args.join(' ')} ended with ${code}:\n${output}`)
      return output
    },
  }
}

async function untilReady(child: Child, port: number): Promise<void> {
  const ready = async () => {
    if (child.ended() !== undefined) return 'ended'
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) })
    await response.body?.cancel()
    return response.status === 200 && 'ready'
  }
  try {
    const state = await until('the server is ready', ready, { timeoutMs: START_TIMEOUT_MS })
    if (state === 'ended') throw new Error(`the server ended with ${child.ended()}`)
  } catch (cause) {
    await child.end('SIGKILL')
    throw new Error(`the server did not become ready; it printed:\n${child.output()}`, { cause })
  }
}
