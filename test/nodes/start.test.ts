import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Child, freePort, startNode } from '../support/child.ts'
import { onPostgres, useCluster } from '../support/postgres.ts'
import { suiteScope } from '../support/scope.ts'
import { makeFolder, removeFolder } from '../support/temp.ts'
import { opensAccount, visitorOf } from '../support/visitor.ts'
import { until } from '../support/wait.ts'

const KEY = Buffer.alloc(32, 3).toString('base64')

describe('three nodes that start at once on an empty database', () => {
  const scope = suiteScope()
  let url: string
  const nodes: { child: Child; port: number }[] = []
  before(async () => {
    url = await (await useCluster(scope)).newDatabase()
    for (let n = 0; n < 3; n += 1) {
      const data = makeFolder()
      const port = await freePort()
      const child = startNode(['dist/src/main.js'], {
        DATABASE_URL: url,
        GATEPOST_DATA: data,
        GATEPOST_MASTER_KEY: KEY,
        GATEPOST_OPERATOR_EMAIL: 'operator@example.org',
        GATEPOST_OPERATOR_PASSWORD: 'three nodes and one operator',
        PORT: String(port),
      })
      nodes.push({ child, port })
      scope.after(async () => {
        await child.end('SIGKILL')
        removeFolder(data)
      })
    }
    await until(
      'all are ready',
      async () => {
        const ended = nodes.find(({ child }) => child.ended() !== undefined)
        if (ended) return ended
        const answers = nodes.map(({ port }) => fetch(`http://127.0.0.1:${port}/readyz`))
        return (await Promise.all(answers)).every(({ status }) => status === 200)
      },
      { timeoutMs: 60_000, everyMs: 100 },
    )
  })

  it('all become ready', () => {
    for (const { child } of nodes) assert.equal(child.ended(), undefined, child.output())
  })

  it('migrate once', async () => {
    for (const table of ['migrations', 'webhooks_migrations']) {
      const [row] = await onPostgres(url, `select count(*) as n, count(distinct name) as names from ${table}`)
      assert.ok(Number(row?.n) > 0)
      assert.equal(row?.n, row?.names)
    }
  })

  it('make one operator', async () => {
    assert.equal((await onPostgres(url, `select 1 from users where role = 'operator'`)).length, 1)
    assert.equal((await onPostgres(url, `select 1 from events where type = 'user.registered'`)).length, 1)
  })

  it('share a session: who signed in at one of them is signed in at all of them', async () => {
    const [first, ...others] = nodes.map(({ port }) => `http://127.0.0.1:${port}`)
    const person = visitorOf(first ?? '')
    const answer = await person.submit('/login', {
      login: 'operator@example.org',
      password: 'three nodes and one operator',
    })
    assert.equal(answer.status, 303)
    for (const url of others) assert.ok(await opensAccount(url, person.cookies()))
    await visitorOf(others[0] ?? '', person.cookies()).submit('/logout', {})
    for (const url of others) assert.equal(await opensAccount(url, person.cookies()), false)
  })

  it('share the limits: guesses are counted wherever they are made', async () => {
    let refused = 0
    for (let n = 0; n < 12 && refused === 0; n += 1) {
      const url = `http://127.0.0.1:${nodes[n % nodes.length]?.port}`
      const { status } = await visitorOf(url).submit('/login', {
        login: 'operator@example.org',
        password: `not the password ${n}`,
      })
      if (status === 429) refused = n
    }
    assert.ok(refused > 0, 'twelve guesses at three nodes were let through')
  })

  it('end with exit code 0 on SIGTERM, and leave no connection', async () => {
    for (const { child } of nodes) await child.end('SIGTERM')
    assert.deepEqual(
      nodes.map(({ child }) => child.ended()),
      [0, 0, 0],
    )
    await until('no connection is left', async () => {
      const sql = `select 1 from pg_stat_activity where application_name like 'gatepost%' and datname = current_database()`
      return (await onPostgres(url, sql)).length === 0
    })
  })
})
