import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Webhook } from 'standardwebhooks'

const FOLDER = fileURLToPath(new URL('../../examples/oa-receiver/', import.meta.url))

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
export const OLD_SECRET = `whsec_${Buffer.alloc(24, 9).toString('base64')}`

/** A receiver that runs as a process of its own, as an integrator would run it. */
export interface Receiver {
  readonly url: string
  /** Ends the process and answers its exit code; null after SIGKILL. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** A data folder that goes away with the test. */
export async function makeDataFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'oa-receiver-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Starts the receiver on a free port and waits for the line that says where it listens. */
export async function startReceiver(t: TestContext, env: Record<string, string> = {}): Promise<Receiver> {
  const child = run({ OA_DATA: env.OA_DATA ?? (await makeDataFolder(t)), ...env })
  const exited = once(child, 'exit')
  const stop = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    const [code] = await exited
    return code as number | null
  }
  t.after(() => stop('SIGKILL'))

  if (!child.stdout) throw new Error('the receiver has no standard output')
  for await (const line of createInterface(child.stdout)) {
    const url = /^OA receiver on (http:\S+)$/.exec(line)?.[1]
    if (url) return { url, stop }
  }
  throw new Error('the receiver ended before it listened')
}

/** Runs the receiver with settings that it should refuse; answers what it said. */
export async function startRefused(env: Record<string, string>): Promise<{ code: number; words: string }> {
  const child = run(env)
  let words = ''
  child.stderr?.on('data', (chunk) => {
    words += chunk
  })
  const [code] = await once(child, 'close')
  return { code, words }
}

function run(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['server.js'], {
    cwd: FOLDER,
    env: { PATH: process.env.PATH, PORT: '0', OA_SECRET: SECRET, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

export interface SentUser {
  id: string
  name?: string | null
  username?: string | null
  email?: string | null
  emailVerified?: boolean
  status?: string
  customFields?: Record<string, unknown>
}

export interface SentEvent {
  type: string
  sequence?: number
  user?: SentUser
  data?: Record<string, unknown>
}

/** The standard envelope, as Gatepost writes it. */
export function envelope({ type, sequence, user, data }: SentEvent): string {
  const timestamp = new Date().toISOString()
  return JSON.stringify({ type, timestamp, sequence, data: { user, ...data }, context: {} })
}

let sent = 0
export const nextId = () => `evt_${++sent}`

/** POSTs a body signed by `secret`; `tamper` changes the body after it was signed. */
export async function post(
  receiver: Receiver,
  body: string,
  options: { id?: string; secret?: string; at?: Date; tamper?: (body: string) => string } = {},
): Promise<{ status: number; type: string; body: Record<string, unknown> }> {
  const { id = nextId(), secret = SECRET, at = new Date(), tamper = (text) => text } = options
  const answer = await fetch(`${receiver.url}/hooks/gatepost`, {
    method: 'POST',
    body: tamper(body),
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
  })
  const type = answer.headers.get('content-type') ?? ''
  return { status: answer.status, type, body: (await answer.json()) as Record<string, unknown> }
}

/** POSTs an event under a new id, or under the one given. */
export function send(receiver: Receiver, event: SentEvent, id = nextId()) {
  return post(receiver, envelope(event), { id })
}

export interface Employee {
  number: string
  userId: string
  name: string
  email: string | null
  department: string
  state: string
  points: number
  lastEvent: string
  sequence: number
}

export async function employees(receiver: Receiver): Promise<Employee[]> {
  const answer = await fetch(`${receiver.url}/employees.json`)
  return (await answer.json()) as Employee[]
}

export async function stats(receiver: Receiver): Promise<Record<string, number>> {
  const answer = await fetch(`${receiver.url}/stats.json`)
  return (await answer.json()) as Record<string, number>
}
