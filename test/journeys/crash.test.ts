import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { apiOf } from '../support/api.ts'
import { type ReceivedRequest, type Receiver, startReceiver } from '../support/receiver.ts'
import { isAddress, readRows } from '../support/rows.ts'
import { suiteScope } from '../support/scope.ts'
import { type Server, startServer } from '../support/server.ts'
import { PASSWORD } from '../support/steps.ts'
import { visitorOf } from '../support/visitor.ts'
import { until } from '../support/wait.ts'
import { createKey, type Verified, verified } from '../support/world.ts'

const REGISTRATIONS = 200
/** As many as a browser would keep open to one server. */
const AT_ONCE = 6

/**
 * How each of the ten lives of the server ends: at the nth passing of a fault point, or by a SIGKILL from outside
 * once so many more people have their answer.
 */
const ENDS: readonly (string | number)[] = [
  'committed:8',
  15,
  'after-dispatch:8',
  'in-fan-out:8',
  15,
  'after-claim:8',
  'before-send:8',
  'after-response:8',
  'before-dispatch:8',
  'after-record:8',
]
/** Fault points at which an event is committed and no request about it has left. */
const BETWEEN_COMMIT_AND_SEND = ['after-dispatch', 'after-claim', 'before-send']
/** The same where an event is committed by itself; elsewhere its own commit comes later. */
const BETWEEN_COMMITS = ['before-dispatch', 'in-fan-out']

function* numbers(): Generator<number> {
  for (let n = 1; ; n++) yield n
}

describe('two hundred sign-ups while the server is killed ten times', () => {
  const scope = suiteScope()
  let server: Server
  let receiver: Receiver
  let secret: string
  let posts: Verified[]
  let users: string[]
  const answered = new Set<string>()
  /** How many users had a row and no POST when the server was dead, by the way it died. */
  const unsent = new Map<string, number>()
  /** When the server was found dead, epoch milliseconds. */
  const kills: number[] = []
  let over = false

  const readUsers = async () => {
    const rows = await readRows(server.place, 'select id from users')
    return rows.map(({ id }) => String(id)).sort()
  }
  const registered = (requests: readonly ReceivedRequest[]) =>
    requests.map((request) => verified(request, secret)).filter(({ type }) => type === 'user.registered')

  /** Registers by the form until the server says that the name is taken, which only this sign-up can have done. */
  async function registerOnce(username: string): Promise<void> {
    await until(
      `${username} is registered`,
      async () => {
        const fields = { name: `Person ${username}`, username, email: '', password: PASSWORD }
        const visit = await visitorOf(server.url).submit('/register', fields)
        if (visit.status < 400) return true
        assert.equal(visit.status, 422, `/register answered ${visit.status}`)
        return /taken/.test(visit.html)
      },
      { timeoutMs: 120_000, everyMs: 50 },
    )
    answered.add(username)
  }

  /** People register one after the other: two hundred of them, and more while the server still has lives. */
  async function registerAll(line: Iterator<number>): Promise<void> {
    for (;;) {
      if (over && answered.size >= REGISTRATIONS) return
      await registerOnce(`person-${line.next().value}`)
    }
  }

  /** One life of the server after the other; each ends as `ENDS` says. */
  async function liveAndDie(): Promise<void> {
    for (const end of ENDS) {
      const from = answered.size
      if (typeof end === 'number') {
        await server.restart()
        await until(`${end} more people have their answer`, () => answered.size >= from + end)
        await server.kill()
      } else {
        await server.launch({ GATEPOST_FAULT: end })
        await until(`the server dies at ${end}`, () => server.child().ended(), { timeoutMs: 30_000 })
      }
      assert.equal(server.child().ended(), 'SIGKILL')
      kills.push(Date.now())
      const sent = new Set(registered(await receiver.requests()).map(({ data }) => data.user?.id))
      const point = String(end).split(':')[0] ?? ''
      unsent.set(point, (await readUsers()).filter((id) => !sent.has(id)).length)
    }
    await server.restart()
  }

  before(async () => {
    receiver = await startReceiver()
    scope.after(() => receiver.stop())
    const settings = { GATEPOST_WEBHOOK_ALLOW: '127.0.0.1', GATEPOST_LIMITS_SCALE: '1000' }
    server = await startServer(scope, settings)
    const api = apiOf(server.url, await createKey(server))
    const webhook = { name: 'OA employees', url: `${receiver.url}/hook`, events: ['user.registered'] }
    secret = (await api.createWebhook(webhook)).secret

    const line = numbers()
    await server.stop()
    const people = Array.from({ length: AT_ONCE }, () => registerAll(line))
    const lives = liveAndDie().finally(() => {
      over = true
    })
    await Promise.all([lives, ...people])

    users = await readUsers()
    const heard = async () =>
      new Set((await receiver.requests()).map(({ headers }) => headers['webhook-id'])).size >= users.length
    // What is missing when the time is up is named by the rules below.
    await until('everybody has been heard of', heard, { timeoutMs: 45_000 }).catch(() => undefined)
    await server.stop()
    posts = registered(await receiver.requests())
  })

  it('dies ten times, and comes back each time', (t) => {
    t.diagnostic(
      `${users.length} users, ${posts.length} POSTs, ${posts.length - users.length} of them repeats`,
    )
    t.diagnostic(`users without a POST at a kill: ${[...unsent].map(([end, n]) => `${end} ${n}`).join(', ')}`)
    assert.equal(kills.length, 10)
  })

  it('dies between commit and send with users of whom nobody has heard', () => {
    const points = [...BETWEEN_COMMIT_AND_SEND, ...(isAddress(server.place) ? BETWEEN_COMMITS : [])]
    for (const point of points) assert.ok((unsent.get(point) ?? 0) > 0, `none at ${point}`)
  })

  it('loses no answered sign-up and makes none twice', async () => {
    assert.ok(answered.size >= REGISTRATIONS)
    assert.equal((await readUsers()).length, answered.size)
  })

  it('has a POST for each user row and a user row for each POST', () => {
    const told = new Set(posts.map(({ data }) => data.user?.id ?? ''))
    assert.deepEqual([...told].sort(), users)
  })

  it('repeats a POST only under the same webhook-id and with the same bytes', () => {
    for (const id of users) {
      const repeats = posts.filter(({ data }) => data.user?.id === id)
      assert.equal(new Set(repeats.map(({ request }) => request.headers['webhook-id'])).size, 1)
      assert.equal(new Set(repeats.map(({ request }) => request.bodyBase64)).size, 1)
    }
  })

  // A receiver that is short of processor stamps a request later than it came.
  const STAMP_LAG_MS = 1000

  it('repeats a POST only when the server died after it', () => {
    for (const id of users) {
      const times = posts.filter(({ data }) => data.user?.id === id).map(({ request }) => request.at)
      for (const [index, time] of times.entries()) {
        const earlier = times[index - 1]
        if (earlier === undefined) continue
        assert.ok(
          kills.some((kill) => earlier - STAMP_LAG_MS <= kill && kill <= time),
          `${id} at ${earlier} and ${time}, killed at ${kills.join(', ')}`,
        )
      }
    }
  })
})
