/**
 * `npm run figures:start`: the compiled server on SQLite, alone on this machine: process start to listening (median
 * of five), idle memory, and the median from the answered registration to the POST at a receiver (of fifty).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'gatepost-figures-'))
const [PORT, RECEIVER_PORT] = [3940, 3941]
const url = `http://localhost:${PORT}`
const env = {
  ...process.env,
  PORT: String(PORT),
  GATEPOST_URL: url,
  GATEPOST_DATA: folder,
  GATEPOST_WEBHOOK_ALLOW: '127.0.0.1/32',
  GATEPOST_LIMITS_SCALE: '100',
}
const arrived = new Map<string, number>()
const receiver = createServer((req, res) => {
  let body = ''
  req.on('data', (chunk) => {
    body += chunk
  })
  req.on('end', () => {
    const at = performance.now()
    arrived.set(JSON.parse(body).data.user.username, at)
    res.end()
  })
})

const starts: number[] = []
let server: ChildProcess | undefined
try {
  receiver.listen(RECEIVER_PORT, '127.0.0.1')
  for (let round = 0; round < 5; round++) {
    await stop()
    starts.push(await start())
  }
  await pause(5000)
  const idle = memory()
  await makeWebhook()
  const delays: number[] = []
  for (let n = 0; n < 55; n++) {
    const delay = await registerOne(n)
    if (n >= 5) delays.push(delay)
  }
  print('process start to listening, median of 5', `${Math.round(quantile(starts, 0.5))} ms`, 'under 2000 ms')
  print('idle memory (resident)', `${Math.round(idle)} MB`, 'under 150 MB')
  print(
    'answered registration to POST, median of 50',
    `${quantile(delays, 0.5).toFixed(1)} ms`,
    'under 25 ms',
  )
  print('the same, 95th percentile', `${quantile(delays, 0.95).toFixed(1)} ms`, '')
} finally {
  await stop()
  receiver.close()
  rmSync(folder, { recursive: true, force: true })
}

async function start(): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, [join(root, 'dist/src/main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  server = child
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    child.stdout.on('data', (text) => String(text).includes('listens') && resolve())
  })
  return performance.now() - began
}

async function stop(): Promise<void> {
  const child = server
  server = undefined
  if (!child) return
  child.removeAllListeners('exit')
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

function memory(): number {
  const status = readFileSync(`/proc/${server?.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

async function makeWebhook(): Promise<void> {
  const cli = [join(root, 'dist/src/cli.js'), 'key', 'create', '--name', 'figures', '--json']
  const { key }: { key: string } = JSON.parse(execFileSync(process.execPath, cli, { env, encoding: 'utf8' }))
  const answer = await fetch(`${url}/api/v1/webhooks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'figures',
      url: `http://127.0.0.1:${RECEIVER_PORT}/`,
      events: ['user.registered'],
    }),
  })
  if (answer.status !== 201) throw new Error(await answer.text())
}

/** Registers over the form, as a browser does; milliseconds from its answer to the POST at the receiver. */
async function registerOne(n: number): Promise<number> {
  const page = await fetch(`${url}/register`)
  const cookie = page.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  const username = `person${n}`
  const body = new URLSearchParams({
    _csrf: csrf,
    username,
    email: `${username}@example.org`,
    name: 'A Person',
    password: `four long words ${n}`,
  })
  const answer = await fetch(`${url}/register`, {
    method: 'POST',
    headers: { cookie },
    body,
    redirect: 'manual',
  })
  const answered = performance.now()
  if (answer.status >= 400) throw new Error(`the registration was answered ${answer.status}`)
  for (let tries = 0; tries < 1000 && !arrived.has(username); tries++) await pause(2)
  await pause(50)
  return Math.max(0, (arrived.get(username) ?? Number.NaN) - answered)
}

function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

function print(what: string, figure: string, wanted: string): void {
  process.stdout.write(`${what.padEnd(46)} ${figure.padStart(10)}  ${wanted}\n`)
}
