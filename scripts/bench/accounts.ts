/** What webhooks cost the people who sign up and sign in. */
import { hash, verify } from '@node-rs/argon2'
import { Agent, request } from 'undici'
import { createApiKey } from '../../src/usecases/create-api-key.ts'
import { createUser } from '../../src/usecases/create-user.ts'
import { draft } from './events.ts'
import { type Node, openGatepost } from './gatepost.ts'
import { usageOf } from './process.ts'
import type { Receiver } from './receiver.ts'
import type { Postgres } from './stores.ts'
import { median, now, pause } from './time.ts'

const AT_ONCE = 32
/** Requests of each kind before the clock runs: a server that has just started is still compiling its code. */
const WARM_UP = 500
/** A generator that costs little, since it runs on the same cores. */
const dispatcher = new Agent({ connections: AT_ONCE })
const CLI = { actor: { type: 'cli' } } as const

export interface Created {
  readonly rate: number
  readonly peakMb: number
}

/** Invited users a second, made through the API 32 at a time, until the webhook of the last one has arrived. */
export async function createUsers(
  count: number,
  receiver: Receiver,
  postgres: Postgres | undefined,
): Promise<Created> {
  const database = await postgres?.create()
  const installation = await openGatepost(database?.url)
  let server: Node | undefined
  try {
    await installation.addEndpoint(`${receiver.url}/oa`)
    const { deps } = installation.installed
    const { secret } = await createApiKey(
      deps,
      { name: 'bench', scopes: ['users:write'], expiresAt: null },
      CLI,
    )
    await receiver.reset()
    server = await installation.start()
    await untilReady(server)
    const url = `${server.url}/api/v1/users`
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
    const create = async (n: number) => {
      const body = JSON.stringify({ username: `person${n}`, name: `Person ${n}` })
      const answer = await request(url, { dispatcher, method: 'POST', headers, body })
      const text = await answer.body.text()
      if (answer.statusCode !== 201) throw new Error(`${answer.statusCode} ${text}`)
    }
    await inParallel(WARM_UP, create)
    await receiver.arrived(WARM_UP, 10_000)
    const begin = now()
    await inParallel(count, (n) => create(WARM_UP + n))
    await receiver.arrived(WARM_UP + count, 30_000)
    return { rate: (count * 1000) / (now() - begin), peakMb: usageOf([server.pid]).peakMb }
  } finally {
    await server?.kill()
    await installation.close()
    await database?.drop()
  }
}

export interface SignedIn {
  readonly rate: number
  /** Of the processor's time during the run, the share that the generator of the load used itself. */
  readonly generatorShare: number
  /** Bare verifications a second with the same parameters, as many at once, in the generator alone. */
  readonly bare: number
}

const PASSWORD = 'correct-horse-battery-staple-7'

/** Sign-ins a second over HTTP, each with its page, form and new session. */
export async function signIns(count: number): Promise<SignedIn> {
  const installation = await openGatepost()
  let server: Node | undefined
  try {
    const { deps } = installation.installed
    for (let n = 0; n < AT_ONCE; n++)
      await createUser(deps, { method: 'api', username: `person${n}`, password: PASSWORD }, CLI)
    const bare = await bareRate(count)
    server = await installation.start()
    await untilReady(server)
    const { url } = server
    await inParallel(WARM_UP, (n) => signIn(url, n % AT_ONCE))
    const cpu = process.cpuUsage()
    const begin = now()
    await inParallel(count, (n) => signIn(url, n % AT_ONCE))
    const took = now() - begin
    const used = process.cpuUsage(cpu)
    return {
      rate: (count * 1000) / took,
      generatorShare: (used.user + used.system) / 1000 / took,
      bare,
    }
  } finally {
    await server?.kill()
    await installation.close()
  }
}

async function bareRate(count: number): Promise<number> {
  const stored = await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  const begin = now()
  await inParallel(count, async () => {
    if (!(await verify(stored, PASSWORD))) throw new Error('the password is right')
  })
  return (count * 1000) / (now() - begin)
}

async function signIn(url: string, n: number): Promise<void> {
  const page = await request(`${url}/login`, { dispatcher })
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.body.text())?.[1] ?? ''
  const cookie = [page.headers['set-cookie'] ?? []]
    .flat()
    .map((one) => one.split(';')[0])
    .join('; ')
  const answer = await request(`${url}/login`, {
    dispatcher,
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _csrf: csrf, login: `person${n}`, password: PASSWORD }).toString(),
  })
  await answer.body.text()
  if (answer.statusCode !== 303 && answer.statusCode !== 302)
    throw new Error(`sign-in answered ${answer.statusCode}`)
}

/** Milliseconds that a transaction takes longer because it announces an event, the server delivering beside it. */
export async function eventCost(endpoints: number, receiver: Receiver): Promise<number> {
  const installation = await openGatepost()
  let server: Node | undefined
  try {
    for (let n = 0; n < endpoints; n++) await installation.addEndpoint(`${receiver.url}/oa/${n}`)
    server = await installation.start()
    await untilReady(server)
    const { db, deps } = installation.installed
    await db.writer.schema.createTable('bench_writes', (t) => void t.integer('n'))
    const time = async (work: () => Promise<unknown>) => {
      const begin = performance.now()
      await work()
      return performance.now() - begin
    }
    const [bare, announcing]: [number[], number[]] = [[], []]
    // Each with the deliveries of the one before behind it.
    const settled = () => pause(20 + endpoints)
    for (let n = 0; n < 30; n++) {
      bare.push(await time(() => deps.transaction((tx) => tx('bench_writes').insert({ n }))))
      await settled()
      announcing.push(
        await time(() =>
          deps.transaction(async (tx) => {
            await tx('bench_writes').insert({ n })
            await deps.announce(tx, draft(n, 1000))
          }),
        ),
      )
      await settled()
    }
    return median(announcing) - median(bare)
  } finally {
    await server?.kill()
    await installation.close()
  }
}

async function untilReady({ url }: Node): Promise<void> {
  for (let n = 0; n < 1000; n++) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    await answer?.text()
    if (answer?.status === 200) return
    await pause(20)
  }
  throw new Error('the server does not become ready')
}

async function inParallel(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, count) }, async () => {
      while (next < count) await work(next++)
    }),
  )
}
