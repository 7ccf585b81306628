import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import { programOf, runNode } from '../support/child.ts'
import { suiteScope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'

const FILE = [
  'username,email,name',
  'ann,ann@example.org,Ann',
  'bob,no address,Bob',
  'cyd,cyd@example.org,Cyd',
  'ann,other@example.org,Again',
].join('\n')

describe('gatepost users import, as it is typed', () => {
  const scope = suiteScope()
  let file = ''
  let data = ''
  let open: () => OpenDatabase
  before(() => {
    const folder = temporaryFolder(scope)
    file = join(folder, 'staff.csv')
    data = join(folder, 'data')
    writeFileSync(file, FILE)
    open = () => {
      const db = openDatabase({ file: join(data, 'gatepost.sqlite') })
      scope.after(() => db.close())
      return db
    }
  })
  const run = (...args: readonly string[]) =>
    runNode([...programOf('dist/src/cli.js'), 'users', 'import', file, ...args], { GATEPOST_DATA: data })
  const count = async (table: string) => Number((await open().reader(table).count({ n: '*' }).first())?.n)

  it('with --dry-run lists every bad line, writes nobody, tells nobody, and ends with 2', async () => {
    const { code, output } = await run('--dry-run')
    assert.equal(code, 2, output)
    assert.match(output, /^line 3, email: .+$/m)
    assert.match(output, /^line 5, username: .+$/m)
    assert.match(output, /^2 of 4 lines can be imported; 2 cannot\.$/m)
    assert.deepEqual([await count('users'), await count('events'), await count('user_imports')], [0, 0, 0])
  })

  it('with --quiet writes the good lines and their events, marked as not to be sent', async () => {
    const { code, output } = await run('--quiet')
    assert.equal(code, 2, output)
    assert.match(output, /^line 3, email: /m)
    assert.match(output, /^2 of 4 users were imported; 2 lines were left out\.$/m)
    const events: { type: string; context: string }[] = await open()
      .reader('events')
      .where({ type: 'user.registered' })
      .select('type', 'context')
    assert.equal(events.length, 2)
    for (const { context } of events) {
      assert.equal(JSON.parse(context).actor.type, 'cli')
      assert.match(context, /quiet/)
    }
  })

  it('run again makes nobody twice: each line is told as taken', async () => {
    const { code, output } = await run()
    assert.equal(code, 2)
    for (const line of [2, 4]) assert.match(output, new RegExp(`^line ${line}, username: `, 'm'))
    assert.match(output, /^0 of 4 users were imported; 4 lines were left out\.$/m)
    assert.equal(await count('users'), 2)
  })

  it('says in a sentence that there is no such file', async () => {
    const { code, output } = await runNode(
      [...programOf('dist/src/cli.js'), 'users', 'import', `${file}.gone`],
      {
        GATEPOST_DATA: data,
      },
    )
    assert.equal(code, 1)
    assert.match(output, /There is no file .*staff\.csv\.gone\./)
    assert.doesNotMatch(output, /\bat .*\.js:/)
  })
})
