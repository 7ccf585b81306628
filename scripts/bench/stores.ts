/** The database servers beside which rows run: a Redis from the system, a PostgreSQL from npm. Both with fsync. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '../../test/support/child.ts'
import { type Running, start } from './process.ts'

export interface Store {
  readonly pid: number
  readonly port: number
  stop(): Promise<void>
}

/** What the installed Redis calls itself; undefined where there is none. */
export function redisVersion(): string | undefined {
  const asked = spawnSync('redis-server', ['--version'], { encoding: 'utf8' })
  return asked.status === 0 ? /v=(\S+)/.exec(asked.stdout)?.[1] : undefined
}

export async function startRedis(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-bench-redis-'))
  const port = await freePort()
  const server = await start('redis-server', [
    ...['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
    ...['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'],
  ])
  await server.says(/Ready to accept connections/)
  return {
    pid: server.pid,
    port,
    async stop() {
      await server.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface Postgres extends Store {
  /** An empty database of its own. */
  create(): Promise<{ readonly url: string; drop(): Promise<void> }>
}

export async function startPostgres(): Promise<Postgres> {
  const server: Running = await start('postgres', new URL('postgres-process.ts', import.meta.url))
  const [, port] = await server.says(/^postgres (\d+)$/m)
  const url = `postgres://gatepost:gatepost@127.0.0.1:${port}/postgres`
  let made = 0
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  return {
    pid: server.pid,
    port: Number(port),
    stop: server.end,
    async create() {
      made += 1
      const name = `bench_${made}`
      await run(`create database ${name}`)
      return {
        url: url.replace(/postgres$/, name),
        drop: () => run(`drop database if exists ${name} with (force)`),
      }
    },
  }
}
