/**
 * The OA system of the examples meets a server that has had users for long: a backfill brings it who is there while they
 * go on changing, the receiver and the server are killed meanwhile, and a repair mends what somebody damaged by hand.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { openDatabase } from '../../src/db/connect.ts'
import { type Api, apiOf } from './api.ts'
import { freePort } from './child.ts'
import { type Employee, type Oa, oaHook, startOa } from './oa.ts'
import { isAddress, readRows } from './rows.ts'
import type { Scope } from './scope.ts'
import { type Server, startServer } from './server.ts'
import { until } from './wait.ts'
import { createKey } from './world.ts'

export interface FirstSync {
  readonly users: number
  /** Changes of users over the API, all the time until the backfill is done. */
  readonly changesPerSecond: number
  /** How often each of the two is killed by SIGKILL while it runs. */
  readonly kills: number
}

const LONGEST_MS = 20 * 60_000

/** A server with so many users, an OA system that never heard of them, and what can be asked of the two. */
export async function prepareFirstSync(scope: Scope, { users }: Pick<FirstSync, 'users'>) {
  const settings = { GATEPOST_WEBHOOK_ALLOW: '127.0.0.1', GATEPOST_LIMITS_SCALE: '1000' }
  const server = await startServer(scope, settings)
  const api = apiOf(server.url, await createKey(server))
  await server.stop()
  await seed(server.place, users)
  await server.restart()
  const port = await freePort()
  const webhook = await api.createWebhook({
    name: 'OA',
    url: oaHook(port),
    events: ['user.*'],
    // A receiver that was killed is back within seconds.
    retry: { delays: [1, 1, 1, 2, 2, 5, 5, 10, 30, 60] },
  })
  const oa = await startOa(scope, port, webhook.secret)
  return { server, api, oa, webhook: webhook.id }
}
export type Prepared = Awaited<ReturnType<typeof prepareFirstSync>>

/** Runs the backfill under changes and kills until it is done and nothing waits. Answers what happened meanwhile. */
export async function syncUnderFire(
  { server, api, oa, webhook }: Prepared,
  { users, changesPerSecond, kills }: FirstSync,
): Promise<{ changes: number; refused: number; seconds: number }> {
  const began = Date.now()
  let over = false
  let changes = 0
  let refused = 0
  const change = async (n: number) => {
    const id = userId(1 + ((n * 7919) % users))
    // Nobody answers while the server is down: whether it was changed is seen in the end.
    await api.call('PATCH', `/users/${id}`, { name: `Changed ${n}` }).then(
      () => (changes += 1),
      () => (refused += 1),
    )
  }
  const changing = (async () => {
    const inFlight: Promise<void>[] = []
    for (let n = 1; !over; n++) {
      inFlight.push(change(n))
      await pause(1000 / changesPerSecond)
    }
    await Promise.all(inFlight)
  })()
  const { id } = started.parse(await api.call('POST', `/webhooks/${webhook}/backfills`, {}))
  for (let kill = 1; kill <= kills; kill++) {
    const wanted = (users * kill) / (kills + 1)
    await until(`the OA system has ${wanted} employees`, async () => (await oa.stats()).employees >= wanted, {
      timeoutMs: LONGEST_MS,
    })
    await oa.killAndRestart()
    await server.kill()
    await server.restart()
  }
  await backfilled({ api, webhook }, id)
  over = true
  await changing
  await nothingWaits(api)
  return { changes, refused, seconds: (Date.now() - began) / 1000 }
}

/** Waits until a backfill is done. */
async function backfilled({ api, webhook }: Pick<Prepared, 'api' | 'webhook'>, id: string): Promise<void> {
  const done = async () =>
    progress.parse(await api.call('GET', `/webhooks/${webhook}/backfills/${id}`)).state === 'done'
  await until('the backfill is done', done, { timeoutMs: LONGEST_MS, everyMs: 250 })
}

/** Waits until everything owed has arrived. Throws when something did not. */
export async function nothingWaits(api: Api): Promise<void> {
  await until(
    'nothing waits',
    async () => {
      const { balanced, total, position, head } = ledger.parse(await api.call('GET', '/ledger'))
      const { held, pending, leased } = total.states
      return balanced && position === head && held + pending + leased === 0
    },
    { timeoutMs: LONGEST_MS, everyMs: 250 },
  )
}

/** In what the OA system and the server differ; empty when the table there equals ours. */
export async function differences(server: Server, oa: Oa): Promise<string[]> {
  const ours = (
    await readRows(
      server.place,
      `select id, name, email, username, status, email_verified, last from users
       join user_sequences on user_sequences.user_id = users.id`,
    )
  ).map((row) => z.looseObject({ id: z.string() }).parse(row))
  const theirs = new Map((await oa.employees()).map((employee) => [employee.userId, employee]))
  const missing = ours.filter(({ id }) => !theirs.has(id)).map(({ id }) => `${id} is missing`)
  const wrong = ours.flatMap((row) => {
    const employee = theirs.get(row.id)
    if (!employee || same(row, employee)) return []
    return `${row.id} is ${JSON.stringify(employee)} and should be ${JSON.stringify(row)}`
  })
  const stray = [...theirs.values()].filter(
    ({ userId, state }) => state !== 'Left' && !ours.some(({ id }) => id === userId),
  )
  return [...missing, ...wrong, ...stray.map(({ userId }) => `${userId} is not here`)]
}

function same(row: Record<string, unknown>, employee: Employee): boolean {
  const state = row.status === 'blocked' ? 'Blocked' : row.status === 'invited' ? 'Invited' : 'Active'
  return (
    [row.name, row.email, row.username, state, row.last].join('|') ===
    [employee.name, employee.email, employee.username, employee.state, employee.sequence].join('|')
  )
}

/** Asks the OA system what it has, and sends what differs. Answers how many of each kind were found. */
export async function repair({ api, oa, webhook }: Prepared): Promise<Record<string, number>> {
  const path = `/webhooks/${webhook}/repairs`
  const url = `${oa.url}/hooks/gatepost/users`
  const { id } = started.parse(await api.call('POST', path, { url }))
  const { found } = await until('all is compared', async () => {
    const view = compared.parse(await api.call('GET', `${path}/${id}`))
    if (view.state === 'failed') throw new Error(`the repair failed: ${view.fault}`)
    return view.state === 'compared' && view
  })
  const sent = Object.entries(found).some(
    ([kind, count]) => kind !== 'ahead' && kind !== 'unknown' && count > 0,
  )
  if (sent) await backfilled({ api, webhook }, started.parse(await api.call('POST', `${path}/${id}/send`)).id)
  await nothingWaits(api)
  return found
}

const started = z.object({ id: z.string() })
const progress = z.object({ state: z.string() })
const compared = z.object({
  state: z.string(),
  fault: z.string().nullable(),
  found: z.record(z.string(), z.number()),
})
const ledger = z.object({
  balanced: z.boolean(),
  position: z.number(),
  head: z.number(),
  total: z.object({
    states: z.looseObject({ held: z.number(), pending: z.number(), leased: z.number() }),
  }),
})

export const userId = (n: number): string => `usr_${1_000_000 + n}`

/** Users who were here long before there was a webhook: their first events are gone by retention. */
async function seed(place: string, users: number): Promise<void> {
  const db = openDatabase(isAddress(place) ? { url: place, poolSize: 2 } : { file: place })
  try {
    const numbers = `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${users})`
    await db.writer.raw(
      `insert into users (id, username, username_key, email, email_verified, name, name_key, status, mfa_enabled,
         created_at, updated_at)
       ${numbers}
       select 'usr_' || (1000000 + i), 'user' || i, 'user' || i, 'user' || i || '@example.org', true, 'Person ' || i,
         'person ' || i, case when i % 50 = 0 then 'blocked' else 'active' end, false, 1700000000000 + i, 1700000000000
       from n`,
    )
    await db.writer.raw(
      `insert into user_sequences (user_id, last) ${numbers} select 'usr_' || (1000000 + i), 1 + i % 5 from n`,
    )
  } finally {
    await db.close()
  }
}
