/**
 * A part of the suites, once more on PostgreSQL; `npm run test:postgres` runs all that need a database. They run in
 * processes of their own, which read where their database is from the environment.
 */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { ROOT, startNode } from './support/child.ts'
import { useCluster } from './support/postgres.ts'
import { suiteScope } from './support/scope.ts'
import { until } from './support/wait.ts'

/** The log, the repositories, the stores and the engine: what is written differently for each database. */
const CHOSEN =
  /^(hooks|repositories|stores)\/|^plugins\/webhooks\/(.*\/)?(claim|fan-out|deliver|ledger|retention)\.test\.ts$/
const AT_ONCE = 2

describe('on PostgreSQL as on SQLite', { skip: process.env.GATEPOST_TEST_POSTGRES !== undefined }, () => {
  const scope = suiteScope()
  const folder = join(ROOT, 'test')
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => CHOSEN.test(name) && /\.test\.tsx?$/.test(name))
  let url: string
  before(async () => {
    url = (await useCluster(scope)).url
  })

  it('there is something to run', () => assert.ok(files.length > 8, `${files}`))

  it('the suites pass', async () => {
    const args = ['--conditions=source', '--import', 'tsx', '--test', `--test-concurrency=${AT_ONCE}`]
    const child = startNode([...args, ...files.map((name) => join('test', name))], {
      GATEPOST_TEST_POSTGRES: url,
    })
    scope.after(() => child.end('SIGKILL'))
    const code = await until('they have run', () => child.ended(), { timeoutMs: 280_000, everyMs: 200 })
    await child.end()
    const failures = child.output().match(/^ *(not ok|✖).*$/gm)
    assert.equal(code, 0, `${failures?.join('\n')}\n${child.output().slice(-4000)}`)
    assert.match(child.output(), /^(#|ℹ) pass [1-9]\d+$/m)
  })
})
