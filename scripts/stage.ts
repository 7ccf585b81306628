/**
 * A Gatepost with users beside three receivers: one well, one that fails every second request, one that is down. All
 * on 127.0.0.1, in a folder of its own that `end` removes. The demo shows it, the screenshots are taken of it.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const GIVEN = ['Ann', 'Ben', 'Cem', 'Dora', 'Eve', 'Fay', 'Gus', 'Hal', 'Ida', 'Jon']
const FAMILY = ['Ash', 'Birch', 'Cedar', 'Dogwood', 'Elm']
const DEPARTMENTS = ['0815 Finance', '0712 Sales', '0640 Support', '0233 Stores']

export interface Stage {
  readonly url: string
  /** The page of the OA system that is well. */
  readonly oaUrl: string
  readonly operator: { readonly email: string; readonly password: string }
  end(): void
}

/** Resolves once all of it answers and `people` users are made. */
export async function setStage(people: number): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'gatepost-stage-'))
  const children: ChildProcess[] = []
  const end = () => {
    for (const child of children.splice(0)) child.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  const start = (args: string[], env: NodeJS.ProcessEnv, cwd: string) =>
    children.push(spawn(process.execPath, args, { env, cwd, stdio: ['ignore', 'ignore', 'inherit'] }))

  try {
    const port = await freePort(3000)
    const wellPort = await freePort(port + 1)
    const flakyPort = await freePort(wellPort + 1)
    const downPort = await freePort(flakyPort + 1)
    const operator = { email: 'operator@example.org', password: randomBytes(12).toString('base64url') }
    const url = `http://localhost:${port}`
    const env = {
      ...process.env,
      PORT: String(port),
      GATEPOST_URL: url,
      GATEPOST_DATA: folder,
      GATEPOST_WEBHOOK_ALLOW: '127.0.0.1/32',
      GATEPOST_OPERATOR_EMAIL: operator.email,
      GATEPOST_OPERATOR_PASSWORD: operator.password,
    }
    start([join(root, 'dist/src/main.js')], env, root)
    await until(`${url}/readyz`)

    const cli = [join(root, 'dist/src/cli.js'), 'key', 'create', '--name', 'demo', '--json']
    const key: { key: string } = JSON.parse(execFileSync(process.execPath, cli, { env, encoding: 'utf8' }))
    const api = async (method: string, path: string, body: object): Promise<Record<string, unknown>> => {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key.key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
      return (await answer.json()) as Record<string, unknown>
    }
    const receive = async (name: string, at: number, events: string[], fail?: 'never' | 'half') => {
      const made = await api('POST', '/webhooks', {
        name,
        url: `http://127.0.0.1:${at}/hooks/gatepost`,
        events,
      })
      if (!fail) return
      const own = {
        PORT: String(at),
        OA_SECRET: String(made.secret),
        OA_DATA: join(folder, String(at)),
        OA_FAIL: fail,
      }
      start(['server.js'], { ...process.env, ...own }, join(root, 'examples/oa-receiver'))
      await until(`http://127.0.0.1:${at}/stats.json`)
    }
    await receive('OA employees', wellPort, ['user.*'], 'never')
    await receive('HR sync', flakyPort, ['user.*'], 'half')
    await receive('Points ledger', downPort, ['user.registered', 'user.email.verified'])
    await makePeople(people, api)
    return { url, oaUrl: `http://127.0.0.1:${wellPort}`, operator, end }
  } catch (error) {
    end()
    throw error
  }
}

type Api = (method: string, path: string, body: object) => Promise<Record<string, unknown>>

/** Users of four departments; the first five have moved to another one since. */
async function makePeople(count: number, api: Api): Promise<void> {
  const department = (n: number) => ({ department: DEPARTMENTS[n % DEPARTMENTS.length] })
  const ids: string[] = []
  for (let n = 0; n < count; n++) {
    const givenName = GIVEN[n % GIVEN.length] ?? 'Ann'
    const familyName = `${FAMILY[Math.floor(n / GIVEN.length) % FAMILY.length]}`
    const username = `${givenName}.${familyName}`.toLowerCase()
    const user = await api('POST', '/users', {
      username,
      email: `${username}@example.org`,
      name: `${givenName} ${familyName}`,
      customFields: department(n),
      // Every fifth one was invited and has not chosen a password yet.
      ...(n % 5 === 4 ? {} : { password: randomBytes(12).toString('base64url') }),
    })
    ids.push(String(user.id))
  }
  for (const [n, id] of ids.slice(0, 5).entries())
    await api('PATCH', `/users/${id}`, { customFields: department(n + 1) })
}

/** `wanted`, or the next port above it that nobody uses. */
async function freePort(wanted: number): Promise<number> {
  for (let candidate = wanted; candidate < wanted + 100; candidate++) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer().once('error', () => resolve(false))
      probe.listen(candidate, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (free) return candidate
  }
  throw new Error(`No port is free from ${wanted} on.`)
}

async function until(address: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    const answer = await fetch(address).catch(() => undefined)
    if (answer?.ok) return
    await pause(50)
  }
  throw new Error(`${address} does not answer.`)
}
