import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import pg from 'pg'
import { programOf, ROOT } from './child.ts'
import type { Scope } from './scope.ts'
import { until } from './wait.ts'

/** A PostgreSQL cluster on the loopback, from npm: nothing is installed by hand. */
export interface Cluster {
  /** Address of its maintenance database, as its superuser. */
  readonly url: string
  /** Makes an empty database and answers its address. */
  newDatabase(): Promise<string>
  /** Ends every connection and the server itself, as an administrator does ("fast"); its data stays. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Ends and removes it. */
  close(): Promise<void>
}

/** Makes and starts a cluster in a second or so. It is gone at the latest when this process is. */
export async function startCluster(): Promise<Cluster> {
  const child = spawn(process.execPath, programOf('test/support/postgres-process.ts'), {
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
    newDatabase: () => newDatabase(url),
    stop: () => ask('stop'),
    start: () => ask('start'),
    close: () => end(child),
  }
}

/**
 * A cluster that is gone with the scope: the one that the whole run uses where there is one, else one of its own.
 * For what only makes and fills databases; whoever stops a cluster starts one.
 */
export async function useCluster(scope: Scope): Promise<Pick<Cluster, 'url' | 'newDatabase'>> {
  const url = process.env.GATEPOST_TEST_CLUSTER
  if (url) return { url, newDatabase: () => newDatabase(url) }
  const cluster = await startCluster()
  scope.after(() => cluster.close())
  return cluster
}

/** Makes an empty database in a cluster and answers its address. */
export async function newDatabase(url: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await onPostgres(url, `create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}

/** Runs statements on a connection of their own; answers the rows of the last one. */
export async function onPostgres(url: string, sql: string): Promise<Record<string, unknown>[]> {
  // An int8 is text unless told; here it is always a number that fits.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql)
    return (Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? []
  } finally {
    await client.end()
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'close')
  child.stdin?.end()
  await gone
}
