import { join } from 'node:path'
import { type Child, freePort, runNode, startNode } from '../support/child.ts'
import { setClock } from '../support/clock-file.ts'
import type { Scope } from '../support/scope.ts'
import type { Settings } from '../support/server.ts'
import { makeFolder, removeFolder } from '../support/temp.ts'
import { until } from '../support/wait.ts'

/** The compiled server as a process that is meant to die, over and over, on one data folder. */
export interface FaultServer {
  readonly url: string
  readonly port: number
  readonly data: string
  /** The SQLite file, or the address of the PostgreSQL database. */
  readonly file: string
  pid(): number
  /** Starts it, on top of the stage's settings; `ended` when it died before it was ready. */
  start(settings?: Settings, root?: string): Promise<'ready' | 'ended'>
  /** Waits for its end, however it comes, and answers exit code or signal. */
  death(timeoutMs?: number): Promise<number | NodeJS.Signals>
  kill(): Promise<void>
  /** SIGTERM, and waits for its end; answers the milliseconds that took. */
  stop(): Promise<number>
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  /** All that its processes have printed. */
  output(): string
  cli(...args: readonly string[]): Promise<string>
  /** Milliseconds since the epoch on the server's clock. */
  now(): number
  /** Another node on the same database, not started yet; it hears of the same clock. */
  sibling(settings?: Settings, flags?: readonly string[]): Promise<FaultServer>
  /** Moves the server's clock to a time to come. */
  moveTo(at: number): void
  /** Sets the server's clock back. */
  setBack(ms: number): void
}

export interface ServerOptions {
  /** Folder that holds `dist`. */
  readonly root: string
  readonly settings: Settings
  /** Options of Node.js itself. */
  readonly flags?: readonly string[]
  /** Data folder; one of its own that is removed at the end unless given. */
  readonly data?: string
  /** Address of an empty PostgreSQL database; SQLite in the data folder unless given. */
  readonly database?: string
  /** The file that moves the clock; one of its own unless given. */
  readonly clockFile?: string
}

/** Shared by the nodes of every stage: nothing here is secret. */
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')

export async function prepareServer(scope: Scope, options: ServerOptions): Promise<FaultServer> {
  const own = makeFolder()
  const data = options.data ?? join(own, 'data')
  const clockFile = options.clockFile ?? join(own, 'clock')
  const port = await freePort()
  const environment: Settings = {
    GATEPOST_DATA: data,
    PORT: String(port),
    GATEPOST_TEST_CLOCK: clockFile,
    GATEPOST_LIMITS_SCALE: '100000',
    GATEPOST_WEBHOOK_ALLOW: '127.0.0.1',
    ...(options.database ? { DATABASE_URL: options.database, GATEPOST_MASTER_KEY: MASTER_KEY } : {}),
    ...options.settings,
  }
  let ahead = 0
  const setAhead = (ms: number) => {
    ahead = ms
    setClock(clockFile, ms)
  }
  if (!options.clockFile) setAhead(0)
  const children: Child[] = []
  const current = (): Child => {
    const last = children.at(-1)
    if (!last) throw new Error('the server was not started')
    return last
  }
  scope.after(async () => {
    for (const child of children) await child.end('SIGKILL')
    removeFolder(own)
  })
  return {
    url: `http://localhost:${port}`,
    port,
    data,
    file: options.database ?? join(data, 'gatepost.sqlite'),
    pid: () => current().pid,
    async start(settings = {}, root = options.root) {
      const child = startNode(
        [...(options.flags ?? []), 'dist/src/main.js'],
        { ...environment, ...settings },
        { cwd: root },
      )
      children.push(child)
      return until('the server is ready', () => ready(child, port), { timeoutMs: 60_000, everyMs: 50 })
    },
    death: (timeoutMs = 60_000) => until('the server dies', () => current().ended(), { timeoutMs }),
    kill: () => current().end('SIGKILL'),
    async stop() {
      const began = performance.now()
      await current().end()
      return performance.now() - began
    },
    signal(name) {
      process.kill(current().pid, name)
    },
    output: () => children.map((child) => child.output()).join(''),
    async cli(...args) {
      const { code, output } = await runNode([join(options.root, 'dist/src/cli.js'), ...args], environment)
      if (code !== 0) throw new Error(`gatepost ${args.join(' ')} ended with ${code}:\n${output}`)
      return output
    },
    sibling(settings = {}, flags = []) {
      const { data: _, ...shared } = options
      return prepareServer(scope, {
        ...shared,
        clockFile,
        flags: [...(options.flags ?? []), ...flags],
        settings: { ...options.settings, ...settings },
      })
    },
    now: () => Date.now() + ahead,
    moveTo: (at) => setAhead(Math.max(ahead, at - Date.now())),
    setBack: (ms) => setAhead(ahead - ms),
  }
}

async function ready(child: Child, port: number): Promise<'ready' | 'ended' | false> {
  if (child.ended() !== undefined) return 'ended'
  if (child.output().includes('Gatepost works without pages')) return 'ready'
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) })
    await response.body?.cancel()
    return response.status === 200 && 'ready'
  } catch {
    return false
  }
}
