/** What every row but Gatepost's own does with a message: sign it by Standard Webhooks, POST it, keep the answer. */
import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'

const key = randomBytes(32)

function headersOf(id, body) {
  const seconds = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  }
}

/** Requests at once of every row that bounds them. */
export const CONCURRENCY = 256

const agent = new Agent({ connections: CONCURRENCY, pipelining: 1 })

const ways = {
  async request(url, id, body) {
    const answer = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: headersOf(id, body),
      body,
    })
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() }
  },
  async fetch(url, id, body) {
    const answer = await fetch(url, { method: 'POST', headers: headersOf(id, body), body })
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
  },
}

/** Posts a message `{ id, body }` by `request` or `fetch`; throws unless it was taken. Answers what came back. */
export async function post(way, { id, body }) {
  const answer = await ways[way](`${process.env.RECEIVER}/oa`, id, body)
  if (answer.status >= 300) throw new Error(`answered ${answer.status}`)
  return answer
}

/** The messages of the run, from the file that the benchmark wrote: one JSON object a line. */
export function messages() {
  const lines = readFileSync(process.env.MESSAGES, 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line))
}

/** The rate of a latency run, messages a second; 0 fills at once. */
export const RATE = Number(process.env.RATE ?? 0)

/** Hands every message to `put`, in groups of `atOnce`, or at the asked rate with the time of each on stdout. */
export async function fill(putMany, atOnce = 500) {
  const all = messages()
  if (RATE === 0) {
    for (let at = 0; at < all.length; at += atOnce) await putMany(all.slice(at, at + atOnce))
    return
  }
  const start = performance.now()
  const putting = []
  for (const [n, message] of all.entries()) {
    const wait = start + (n * 1000) / RATE - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    putting.push(
      putMany([message]).then(() => process.stdout.write(`at ${message.id} ${process.hrtime.bigint()}\n`)),
    )
  }
  await Promise.all(putting)
}

/** Ends when asked to: when standard input closes. */
export function untilStopped(stop) {
  console.log('ready')
  process.stdin.resume().on('end', async () => {
    await stop?.()
    process.exit(0)
  })
}
