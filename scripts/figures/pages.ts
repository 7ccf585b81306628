import { performance } from 'node:perf_hooks'
import { WEBHOOKS_SERVICE, type WebhooksService } from '../../plugins/webhooks/service.ts'
import { createKey, startServer } from '../../src/compose/index.ts'
import { openInstallation, readAllSettings } from '../../src/compose/open-installation.ts'
import { percentile } from '../../test/faults/percentile.ts'
import type { Place } from '../../test/faults/surroundings.ts'
import { startCluster } from '../../test/support/postgres.ts'
import type { Scope } from '../../test/support/scope.ts'
import { temporaryFolder } from '../../test/support/temp.ts'
import { visitor } from '../../test/support/visit.ts'
import { apiLists, consolePages, type Known } from './asked-pages.ts'
import type { Figure } from './figure.ts'
import { seedHistory } from './seed-history.ts'

const ROUNDS = 50
const MOST_MS = 100
const OPERATOR = { email: 'opa@example.org', password: 'seven quiet lanterns hum' }

/** Every page and every list of a server with that much history, asked again and again: the median of each. */
export async function measurePages(
  scope: Scope,
  place: Place,
  events: number,
  tell: (words: string) => void,
): Promise<Figure[]> {
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    GATEPOST_DATA: temporaryFolder(scope),
    GATEPOST_URL: 'http://localhost:3000',
    GATEPOST_ROLES: 'web',
    GATEPOST_LOG_LEVEL: 'fatal',
    GATEPOST_WEBHOOK_ALLOW: '127.0.0.1',
    GATEPOST_LIMITS_SCALE: '100000',
    GATEPOST_OPERATOR_EMAIL: OPERATOR.email,
    GATEPOST_OPERATOR_PASSWORD: OPERATOR.password,
    ...(place === 'PostgreSQL' ? await clusterSettings(scope) : {}),
  }
  const history = { events, endpoints: Math.max(10, events / 1000) }
  tell(`${place}: making ${history.endpoints} webhooks, ${events} events and as many deliveries`)
  const known = await fill(env, history)
  const { secret } = await createKey(env, { name: 'figures' })
  const server = await startServer(env)
  scope.after(() => server.stop())
  const url = `http://127.0.0.1:${server.port}`
  const browser = visitor(url)
  await browser.submit('/login', { login: OPERATOR.email, password: OPERATOR.password })
  const figures: Figure[] = []
  const ask = async (path: string, headers: Record<string, string>) => {
    const times: number[] = []
    const cpu = process.cpuUsage()
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now()
      const answer = await fetch(`${url}${path}`, { headers, redirect: 'manual' })
      await answer.text()
      times.push(performance.now() - began)
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
    }
    const median = percentile(times, 0.5)
    const { user, system } = process.cpuUsage(cpu)
    const used = ((user + system) / 1000 / ROUNDS).toFixed(1)
    // On a busy machine the time of this process says more than the time of day.
    tell(`${median.toFixed(1).padStart(8)} ms, ${used.padStart(6)} ms of CPU here  ${place}  ${path}`)
    figures.push({
      name: `${path} at ${events.toLocaleString('en')} on ${place}`,
      value: `${median.toFixed(1)} ms (median of ${ROUNDS})`,
      demand: `under ${MOST_MS} ms`,
      met: median < MOST_MS,
    })
  }
  for (const path of consolePages(known)) await ask(path, { cookie: browser.cookies() })
  for (const path of apiLists(known)) await ask(path, { authorization: `Bearer ${secret}` })
  return figures
}

async function clusterSettings(scope: Scope): Promise<Record<string, string>> {
  const cluster = await startCluster()
  scope.after(() => cluster.close())
  return {
    DATABASE_URL: await cluster.newDatabase(),
    GATEPOST_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  }
}

async function fill(
  env: Record<string, string>,
  history: { readonly events: number; readonly endpoints: number },
): Promise<Known> {
  const { db, parts, close } = await openInstallation(readAllSettings(env))
  try {
    const provided = parts.plugins.find(({ id }) => id === 'webhooks')?.parts.provides?.[WEBHOOKS_SERVICE]
    const webhooks = provided as WebhooksService
    const now = Date.now()
    await seedHistory({ db, webhooks }, history, now)
    const { data } = await webhooks.listDeliveries({ limit: 1, states: ['delivered'] })
    const delivery = data[0]
    if (!delivery) throw new Error('no delivery was made')
    const middle = now - (history.events / 2) * 600
    const utc = (at: number) => new Date(at).toISOString().slice(0, 16)
    return {
      endpoint: delivery.endpoint.id,
      delivery: delivery.id,
      event: delivery.event.id,
      user: delivery.event.subject ?? '',
      from: utc(middle),
      until: utc(middle + 3_600_000),
    }
  } finally {
    await close()
  }
}
