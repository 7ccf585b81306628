import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ROOT } from './child.ts'
import { until } from './wait.ts'

/** A PostgreSQL cluster on the loopback, from npm: nothing is installed by hand. */
export interface Cluster {
  /** Address of its maintenance database, as its superuser. */
  readonly url: string
  /** The address of another database of the cluster. */
  urlOf(database: string): string
  /** Ends every connection and the server itself, as an administrator does ("fast"); its data stays. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Ends and removes it. */
  close(): Promise<void>
}

/** Makes and starts a cluster in a second or so. It is gone at the latest when this process is. */
export async function startCluster(): Promise<Cluster> {
  const file = fileURLToPath(new URL('postgres-process.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', file], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const said = async (pattern: RegExp) => {
    const found = await until(
      `PostgreSQL says ${pattern}`,
      () => pattern.exec(text) ?? (child.exitCode !== null && 'ended'),
      { timeoutMs: 60_000 },
    )
    if (found === 'ended') throw new Error(`the PostgreSQL process ended with ${child.exitCode}`)
    return found
  }
  const [, port] = await said(/^postgres (\d+)$/m)
  const url = `postgres://gatepost:gatepost@127.0.0.1:${port}/postgres`
  let asked = 0
  const ask = async (what: 'stop' | 'start') => {
    asked += 1
    child.stdin.write(`${what}\n`)
    await said(new RegExp(`^done ${asked}$`, 'm'))
  }
  return {
    url,
    urlOf: (database) => url.replace(/postgres$/, database),
    stop: () => ask('stop'),
    start: () => ask('start'),
    close: () => end(child),
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'close')
  child.stdin?.end()
  await gone
}
