import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import pg from 'pg'
import { createWakes, type Wakes } from '../../src/db/wakes.ts'
import { onPostgres, useCluster } from '../support/postgres.ts'
import { suiteScope } from '../support/scope.ts'
import { until } from '../support/wait.ts'

const BACKENDS = `application_name = 'gatepost wake-ups' and datname = current_database()`

describe('wake-ups between nodes', () => {
  const scope = suiteScope()
  let newDatabase: () => Promise<string>
  let url: string
  let reports: unknown[]
  before(async () => {
    newDatabase = (await useCluster(scope)).newDatabase
  })
  beforeEach(async () => {
    url = await newDatabase()
    reports = []
  })

  /** A node that counts how often it was woken. */
  const node = (wakes: Wakes = createWakes({ url })) => {
    scope.after(() => wakes.close())
    let woken = 0
    const topic = wakes.topic('core')
    topic.onWake(() => {
      woken += 1
    })
    wakes.connect((error) => reports.push(error))
    return { wakes, wake: topic.wake, woken: () => woken }
  }
  /** Waits until all of them listen; each has been woken once by that. */
  const listening = (...nodes: { woken(): number }[]) =>
    until('all of them listen', () => nodes.every(({ woken }) => woken() > 0))

  it('reach the node itself at once, and the others soon', async () => {
    const [one, other] = [node(), node()]
    await listening(one, other)
    const [own, others] = [one.woken(), other.woken()]
    one.wake()
    assert.equal(one.woken(), own + 1)
    await until('the other one is woken', () => other.woken() > others)
  })

  it('do not come back to the node that they left', async () => {
    const [one, other] = [node(), node()]
    await listening(one, other)
    const [own, others] = [one.woken(), other.woken()]
    one.wake()
    await until('the other one is woken', () => other.woken() > others)
    assert.equal(one.woken(), own + 1)
  })

  it('do not reach another topic', async () => {
    const [one, other] = [node(), node()]
    await listening(one, other)
    const before = other.woken()
    one.wakes.topic('webhooks').wake()
    const heard = other.wakes.topic('webhooks')
    heard.onWake(() => {})
    one.wake()
    await until('the other one is woken', () => other.woken() > before)
    assert.equal(other.woken(), before + 1)
  })

  it('of a moment travel as one notification without a payload', async () => {
    const one = node()
    await listening(one)
    const payloads: (string | undefined)[] = []
    const listener = new pg.Client({ connectionString: url })
    await listener.connect()
    scope.after(() => listener.end())
    listener.on('notification', ({ payload }) => payloads.push(payload))
    await listener.query('listen "gatepost_core"')
    for (let n = 0; n < 500; n += 1) one.wake()
    await until('a notification comes', () => payloads.length > 0)
    assert.deepEqual(payloads, [''])
  })

  it('come again once a connection that was cut is back, and the loss is told once', async () => {
    const [one, other] = [node(), node()]
    await listening(one, other)
    const before = other.woken()
    await onPostgres(url, `select pg_terminate_backend(pid) from pg_stat_activity where ${BACKENDS}`)
    // What was missed meanwhile is looked for: listening again wakes.
    await until('the other one listens again', () => other.woken() > before)
    await until('one listens again', async () => {
      const rows = await onPostgres(url, `select 1 from pg_stat_activity where ${BACKENDS}`)
      return rows.length === 2
    })
    assert.equal(reports.length, 2)
    await until('the other one is woken', () => {
      const woken = other.woken()
      one.wake()
      return woken > before + 1
    })
  })

  it('stay within the process on SQLite', () => {
    const one = node(createWakes({ file: '' }))
    one.wake()
    assert.equal(one.woken(), 1)
  })

  it('leave no connection behind', async () => {
    const one = node()
    await listening(one)
    await one.wakes.close()
    await until('it is gone', async () => {
      return (await onPostgres(url, `select 1 from pg_stat_activity where ${BACKENDS}`)).length === 0
    })
  })
})
