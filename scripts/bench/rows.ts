/** The rows of the comparison: each delivers the same messages to the same receiver. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { draft } from './events.ts'
import { ENDPOINT, openGatepost } from './gatepost.ts'
import { type Running, start } from './process.ts'
import { type Postgres, redisVersion, type Store, startRedis } from './stores.ts'
import { committedAt } from './time.ts'
import { version } from './versions.ts'

/** A row with its messages at hand and nothing running yet. */
export interface Ready {
  /** Makes `count` messages wait. */
  fill(count: number): Promise<void>
  /** Starts what delivers; also after a kill. */
  start(): Promise<Running[]>
  /** Processes beside the workers whose CPU counts as well. */
  readonly stores: readonly number[]
  /** Hands over `count` messages at `rate` a second; answers when each was committed, by `webhook-id`. Gatepost does it from inside its worker. */
  steady?(count: number, rate: number): Promise<Map<string, number>>
  close(): Promise<void>
}

export interface Row {
  readonly name: string
  /** All that is set, for whoever reads the table. */
  readonly settings: string
  /** Why it cannot run here. */
  readonly absent?: string
  /** Whether what was not sent is still there after the process died. */
  readonly keeps: boolean
  /** Whether its worker makes the messages of a steady run itself. */
  readonly announces?: boolean
  prepare(receiver: string): Promise<Ready>
}

export const USERS = 5000
const PATHS = new URL('rows/', import.meta.url)

export function allRows(postgres: Postgres): Row[] {
  const redis = redisVersion()
  const bullmq = (way: 'fetch' | 'request'): Row => ({
    name: `BullMQ, ${way}`,
    settings: `bullmq ${version('bullmq')} on Redis ${redis ?? '–'}, appendonly, appendfsync always; concurrency 256, attempts 10, exponential backoff 5 s, each answer a line of its job log, no lanes`,
    ...(redis ? {} : { absent: 'no redis-server on this machine: the bar against BullMQ is not met' }),
    keeps: true,
    async prepare(receiver) {
      const store = await startRedis()
      return queue('bullmq.mjs', receiver, { WAY: way, REDIS_PORT: String(store.port) }, [store], store.stop)
    },
  })
  return [
    {
      name: 'raw undici request',
      settings: `undici ${version('undici')} request, 256 at once over 256 connections, signed; no queue, nothing kept`,
      keeps: false,
      prepare: (receiver) => memory('raw.mjs', receiver),
    },
    gatepost('Gatepost, SQLite', 'WAL, synchronous FULL', undefined, 1),
    gatepost('Gatepost, PostgreSQL, 1 node', 'fsync on', postgres, 1),
    gatepost('Gatepost, PostgreSQL, 3 nodes', 'fsync on', postgres, 3),
    {
      name: 'p-retry loop in memory',
      settings: `p-retry ${version('p-retry')} around global fetch, all messages at once, retries 10; nothing kept on disk`,
      keeps: false,
      prepare: (receiver) => memory('p-retry-loop.mjs', receiver),
    },
    bullmq('request'),
    bullmq('fetch'),
    {
      name: 'pg-boss',
      settings: `pg-boss ${version('pg-boss')}, fsync on; 4 loops of batches of 64, undici request, retryLimit 10 with backoff, answers in a table of their own, no lanes`,
      keeps: true,
      prepare: (receiver) => onPostgres('pg-boss.mjs', receiver, postgres),
    },
    {
      name: 'graphile-worker',
      settings: `graphile-worker ${version('graphile-worker')}, fsync on; concurrency 64, local queue 512, batched completion, undici request, answers in a table of their own, no lanes`,
      keeps: true,
      prepare: (receiver) => onPostgres('graphile-worker.mjs', receiver, postgres),
    },
  ]
}

function gatepost(name: string, database: string, postgres: Postgres | undefined, nodes: number): Row {
  return {
    name,
    settings: `${database}; lanes on, attempts and answers kept, p-retry around undici, address guard, maxInFlight ${ENDPOINT.maxInFlight}, all else default`,
    keeps: true,
    announces: true,
    async prepare(receiver) {
      const database = await postgres?.create()
      const installation = await openGatepost(database?.url)
      await installation.addEndpoint(`${receiver}/oa`)
      let filled = 0
      return {
        stores: postgres ? [postgres.pid] : [],
        async fill(count) {
          await installation.announce(filled, filled + count, USERS)
          filled += count
        },
        start: () => Promise.all(Array.from({ length: nodes }, () => installation.start())),
        steady: (count, rate) => installation.announceSteadily(count, USERS, rate),
        async close() {
          await installation.close()
          await database?.drop()
        },
      }
    },
  }
}

async function onPostgres(file: string, receiver: string, postgres: Postgres): Promise<Ready> {
  const database = await postgres.create()
  return queue(file, receiver, { DATABASE_URL: database.url }, [postgres], database.drop)
}

/** A row whose messages are in a queue: filled by a process that ends, worked on by another. */
function queue(
  file: string,
  receiver: string,
  settings: Readonly<Record<string, string>>,
  stores: readonly Store[],
  close: () => Promise<void>,
): Ready {
  const path = fileURLToPath(new URL(file, PATHS))
  const messages = messageFile()
  const env = { ...settings, RECEIVER: receiver, MESSAGES: messages.path }
  return {
    stores: stores.map(({ pid }) => pid),
    async fill(count) {
      messages.write(count)
      const filling = await start(`${file} fill`, [process.execPath, path, 'fill'], env)
      await filling.ended()
    },
    async start() {
      const worker = await start(file, [process.execPath, path, 'work'], env)
      return [worker]
    },
    async steady(count, rate) {
      messages.write(count)
      const lines: string[] = []
      const filling = await start(
        `${file} fill`,
        [process.execPath, path, 'fill'],
        { ...env, RATE: String(rate) },
        (text) => lines.push(text),
      )
      await filling.ended()
      return committedAt(lines.join(''))
    },
    async close() {
      messages.remove()
      await close()
    },
  }
}

/** A row that has its messages in memory alone: what is not sent when it dies is lost. */
async function memory(file: string, receiver: string): Promise<Ready> {
  const path = fileURLToPath(new URL(file, PATHS))
  const messages = messageFile()
  return {
    stores: [],
    fill: async (count) => messages.write(count),
    start: async () => [
      await start(file, [process.execPath, path], { RECEIVER: receiver, MESSAGES: messages.path }),
    ],
    close: async () => messages.remove(),
  }
}

/** The messages as Gatepost renders them, one JSON object a line. */
function messageFile() {
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-bench-messages-'))
  const path = join(folder, 'messages')
  return {
    path,
    write(count: number) {
      const lines = Array.from({ length: count }, (_, n) => {
        const { type, data, context } = draft(n, USERS)
        const timestamp = new Date().toISOString()
        const id = `evt_${String(n).padStart(26, '0')}`
        const body = JSON.stringify({ type, timestamp, id, position: n, sequence: 1, data, context })
        return JSON.stringify({ id, body })
      })
      writeFileSync(path, lines.join('\n'))
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
