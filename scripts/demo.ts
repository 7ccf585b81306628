/**
 * `npm run demo`: a Gatepost with 50 users beside three receivers (one well, one that fails every second request,
 * one that is down), so that retries and the log can be seen in the first minute. All on 127.0.0.1, in a folder
 * of its own that is removed at the end.
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
const folder = mkdtempSync(join(tmpdir(), 'gatepost-demo-'))
const children: ChildProcess[] = []
const PEOPLE = 50
const GIVEN = ['Ann', 'Ben', 'Cem', 'Dora', 'Eve', 'Fay', 'Gus', 'Hal', 'Ida', 'Jon']
const FAMILY = ['Ash', 'Birch', 'Cedar', 'Dogwood', 'Elm']
const DEPARTMENTS = ['0815 Finance', '0712 Sales', '0640 Support', '0233 Stores']

const port = await freePort(3000)
const ports = {
  well: await freePort(port + 1),
  flaky: await freePort(port + 2),
  down: await freePort(port + 3),
}
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

process.on('exit', end)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0))

start([join(root, 'dist/src/main.js')], env, root)
await until(`${url}/readyz`)
const key = execFileSync(
  process.execPath,
  [join(root, 'dist/src/cli.js'), 'key', 'create', '--name', 'demo', '--json'],
  { env, encoding: 'utf8' },
)
const bearer: string = JSON.parse(key).key

const secrets = {
  well: await createWebhook('OA employees', ports.well, ['user.*']),
  flaky: await createWebhook('HR sync (fails every second time)', ports.flaky, ['user.*']),
}
await createWebhook('Points ledger (down)', ports.down, ['user.registered', 'user.email.verified'])
startReceiver('well', 'never')
startReceiver('flaky', 'half')
await until(`http://127.0.0.1:${ports.well}/stats.json`)
await until(`http://127.0.0.1:${ports.flaky}/stats.json`)

const ids: string[] = []
for (let n = 0; n < PEOPLE; n++) {
  const givenName = GIVEN[n % GIVEN.length] ?? 'Ann'
  const familyName = FAMILY[Math.floor(n / GIVEN.length)] ?? 'Ash'
  const username = `${givenName}.${familyName}`.toLowerCase()
  const user = await api('POST', '/users', {
    username,
    email: `${username}@example.org`,
    name: `${givenName} ${familyName}`,
    customFields: { department: DEPARTMENTS[n % DEPARTMENTS.length] },
  })
  ids.push(String(user.id))
}
for (const [n, id] of ids.slice(0, 5).entries())
  await api('PATCH', `/users/${id}`, {
    customFields: { department: DEPARTMENTS[(n + 1) % DEPARTMENTS.length] },
  })

process.stdout.write(`
Gatepost runs with ${PEOPLE} users and three webhooks. Open, in this order:

  1. ${url}/register
     Register somebody. The mail that confirms the address lies in ${url}/mailbox.
  2. http://127.0.0.1:${ports.well}
     The example OA system: whoever you registered is an employee there already.
  3. ${url}/console/webhooks
     Sign in as ${operator.email} with the password ${operator.password}
     “HR sync” fails every second time and is tried again after 5 s; “Points ledger” is down and waits.
  4. ${url}/console/deliveries
     Every delivery with its state and reason. Nothing is lost.

Ctrl-C ends all of it and removes its data.
`)

async function createWebhook(name: string, at: number, events: string[]): Promise<string> {
  const made = await api('POST', '/webhooks', { name, url: `http://127.0.0.1:${at}/hooks/gatepost`, events })
  return String(made.secret)
}

function startReceiver(which: 'well' | 'flaky', fail: 'never' | 'half'): void {
  const folderOf = join(root, 'examples/oa-receiver')
  start(
    ['server.js'],
    {
      ...process.env,
      PORT: String(ports[which]),
      OA_SECRET: secrets[which],
      OA_DATA: join(folder, which),
      OA_FAIL: fail,
    },
    folderOf,
  )
}

async function api(method: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}

function start(args: string[], environment: NodeJS.ProcessEnv, cwd: string): void {
  const child = spawn(process.execPath, args, {
    env: environment,
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  child.once('exit', (code) => {
    if (code) process.exit(code)
  })
  children.push(child)
}

function end(): void {
  for (const child of children) child.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
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
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(address).catch(() => undefined)
    if (answer?.ok) return
    await pause(50)
  }
  throw new Error(`${address} does not answer.`)
}
