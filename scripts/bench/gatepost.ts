/** A Gatepost installation under load: the compiled server as it is started in production, its log filled from here. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WEBHOOKS_SERVICE, type WebhooksService } from '../../plugins/webhooks/service.ts'
import { openInstallation, readAllSettings } from '../../src/compose/open-installation.ts'
import { freePort } from '../../test/support/child.ts'
import { draft } from './events.ts'
import { ROOT, type Running, start } from './process.ts'
import { committedAt } from './time.ts'

export interface Node extends Running {
  readonly url: string
}

export interface Gatepost {
  readonly installed: Awaited<ReturnType<typeof openInstallation>>
  readonly webhooks: WebhooksService
  /** Announces the events of these numbers over `users` users, `atOnce` in one transaction. */
  announce(from: number, to: number, users: number, atOnce?: number): Promise<void>
  /** A worker that announces `rate` events a second, each in a transaction of its own; answers when each was committed. */
  announceSteadily(count: number, users: number, rate: number): Promise<Map<string, number>>
  addEndpoint(url: string): Promise<void>
  /** Starts a server on the installation; several make several nodes. */
  start(): Promise<Node>
  close(): Promise<void>
}

/** Settings of the benchmark's endpoints that are not the default. */
export const ENDPOINT = { maxInFlight: 512 } as const

export async function openGatepost(databaseUrl?: string): Promise<Gatepost> {
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-bench-'))
  const env: Record<string, string> = {
    GATEPOST_DATA: folder,
    GATEPOST_LOG_LEVEL: 'error',
    GATEPOST_WEBHOOK_ALLOW: '127.0.0.1',
    GATEPOST_LIMITS_SCALE: '1000',
    // Plain http on the loopback is no production installation; nothing else in the server depends on it.
    NODE_ENV: 'development',
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  }
  const installed = await openInstallation(readAllSettings({ ...env, PORT: '3000' }))
  const { deps, parts } = installed
  const webhooks = parts.plugins
    .map((plugin) => plugin.parts.provides?.[WEBHOOKS_SERVICE])
    .find((one) => one !== undefined) as WebhooksService
  return {
    installed,
    webhooks,
    async announce(from, to, users, atOnce = 500) {
      for (let at = from; at < to; at += atOnce)
        await deps.transaction(async (tx) => {
          const count = Math.min(atOnce, to - at)
          await deps.announce(tx, ...Array.from({ length: count }, (_, n) => draft(at + n, users)))
        })
    },
    async announceSteadily(count, users, rate) {
      const lines: string[] = []
      const file = new URL('steady-process.ts', import.meta.url)
      const settings = {
        ...env,
        PORT: '3000',
        COUNT: String(count),
        RATE: String(rate),
        USERS: String(users),
      }
      const announcing = await start('announcing', file, settings, (text) => lines.push(text))
      await announcing.says(/^done$/m)
      await announcing.end()
      return committedAt(lines.join(''))
    },
    async addEndpoint(url) {
      const settings = { name: 'bench', url, events: ['user.*'], ...ENDPOINT }
      await webhooks.createEndpoint(settings, { actor: { type: 'cli' } })
    },
    async start() {
      const port = String(await freePort())
      const args = process.env.BENCH_NODE_ARGS?.split(' ') ?? []
      const server = await start('gatepost', [process.execPath, ...args, join(ROOT, 'dist/src/main.js')], {
        ...env,
        PORT: port,
        GATEPOST_URL: `http://localhost:${port}`,
      })
      return Object.assign(server, { url: `http://127.0.0.1:${port}` })
    },
    async close() {
      await installed.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
