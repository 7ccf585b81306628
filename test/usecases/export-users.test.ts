import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { csvRecords, harmlessCell, plainCell } from '../../src/lib/csv.ts'
import { textLines } from '../../src/lib/text-lines.ts'
import { createUser } from '../../src/usecases/create-user.ts'
import { defineCustomField } from '../../src/usecases/define-custom-field.ts'
import { exportUsers } from '../../src/usecases/export-users.ts'
import { byCli, byKey, byOperator, PASSWORD, refusal } from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'
import { importFile, pieces } from '../support/import-users.ts'

async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const part of parts) text += part
  return text
}

const exported = async (
  { deps }: TestDeps,
  input: Partial<Parameters<typeof exportUsers>[1]> = {},
  context = byOperator,
) => textOf(await exportUsers(deps, { format: 'csv', status: null, ...input }, context))

/** What a file can say of a user, without what is new about each. */
async function usersIn(world: TestDeps) {
  const rows = await world.rows('users')
  return rows.map(({ username, email, email_verified, name, phone, custom_fields, status }) => ({
    ...{ username, email, name, phone, status, custom: JSON.parse(String(custom_fields)) },
    verified: Boolean(email_verified),
  }))
}

describe('an export of users', () => {
  for (const format of ['csv', 'jsonl'] as const)
    test(`comes in again as it was: ${format}`, async (t) => {
      const [one, two] = [await makeDeps(t), await makeDeps(t)]
      await importFile(
        one.deps,
        [
          '{"username":"ann","email":"ann@example.org","emailVerified":true,"phone":"+49 30 1","name":"=1+1"}',
          '{"username":"bob","name":"\\"quoted\\", and; more","customFields":{"team":"\'=red","note":"two\\nlines"}}',
          '{"username":"cyn","name":"-5","status":"blocked","customFields":{"team":"@x"}}',
          '{"username":"dan","name":"\'=x"}',
        ].join('\n'),
      )
      const text = await exported(one, { format })
      const { done, faults } = await importFile(two.deps, text)
      assert.deepEqual(faults, [])
      assert.equal(done.format, format)
      assert.deepEqual(await usersIn(two), await usersIn(one))
    })

  test('holds no cell that a spreadsheet would run', async (t) => {
    const world = await makeDeps(t)
    await createUser(
      world.deps,
      { method: 'api', username: 'ann', name: '=cmd|x', phone: '+49301234' },
      byKey,
    )
    const [, line = ''] = (await exported(world)).split('\r\n')
    assert.ok(line.includes("'=cmd|x") && line.includes("'+49301234"), line)
    for (const cell of line.split(',')) assert.doesNotMatch(cell, /^"?[=+\-@\t\r]/)
  })

  test('whatever a cell holds, it comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '＝', 'a') }),
        (text) => {
          assert.equal(plainCell(harmlessCell(text)), text)
          assert.doesNotMatch(harmlessCell(text), /^[=+\-@\t\r\n＝＋－＠]/)
        },
      ),
    )
  })

  test('records who took how many, before the first line leaves', async (t) => {
    const world = await makeDeps(t)
    await importFile(world.deps, 'username,status\nann,\nbob,blocked')
    await exportUsers(world.deps, { format: 'jsonl', status: 'blocked' }, byKey)
    const event = (await world.events()).at(-1)
    assert.equal(event?.type, 'users.exported')
    assert.deepEqual(event?.context.actor, byKey.actor)
    assert.deepEqual(event?.data, {
      format: 'jsonl',
      users: 1,
      filter: { status: 'blocked' },
      passwordHashes: false,
    })
  })

  test('has hashes for the command line alone, and private fields for nobody', async (t) => {
    const world = await makeDeps(t)
    const field = {
      labels: { en: 'Pay', 'zh-CN': null },
      type: 'number',
      choices: [] as string[],
      required: false,
    } as const
    await defineCustomField(
      world.deps,
      { ...field, choices: [], key: 'pay', private: true, editor: 'operator' },
      byOperator,
    )
    await createUser(
      world.deps,
      { method: 'api', username: 'ann', password: PASSWORD, customFields: { pay: 4711 } },
      byKey,
    )
    for (const format of ['csv', 'jsonl'] as const) {
      assert.doesNotMatch(await exported(world, { format }), /cheap|passwordHash|pay|4711/)
      const whole = await exported(world, { format, withHashes: true }, byCli)
      assert.match(whole, /passwordHash/)
      assert.match(whole, /\$cheap\$/)
      assert.doesNotMatch(whole, /4711/)
    }
    for (const context of [byOperator, byKey])
      await assert.rejects(exported(world, { withHashes: true }, context), refusal('forbidden'))
    assert.equal((await world.events()).filter(({ type }) => type === 'users.exported').length, 4)
  })

  test('goes page by page through all of them, each once', async (t) => {
    const world = await makeDeps(t)
    const names = Array.from({ length: 1203 }, (_, n) => `user${n}`)
    await importFile(world.deps, `username\n${names.join('\n')}`)
    const parts: string[] = []
    for await (const part of await exportUsers(world.deps, { format: 'jsonl', status: null }, byOperator))
      parts.push(part)
    assert.equal(parts.length, 3)
    const found = parts
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).username)
    assert.deepEqual(found.sort(), names.sort())
  })
})

describe('CSV', () => {
  const read = async (text: string) => {
    const records: unknown[] = []
    for await (const record of csvRecords(textLines(pieces(text, 3), 1000)))
      records.push(Object.values(record))
    return records
  }
  test('may be divided by semicolons or tabs, begin with a mark, and hold line breaks in quotes', async () => {
    assert.deepEqual(await read('\ufeffa;b\r\n"x\r\ny";"1;""2"""\r\n\r\n,;z'), [
      [1, ['a', 'b']],
      [2, ['x\ny', '1;"2"']],
      [5, [',', 'z']],
    ])
    assert.deepEqual(await read('a\tb\nü\té'), [
      [1, ['a', 'b']],
      [2, ['ü', 'é']],
    ])
  })
  test('with a forgotten quotation mark loses that line alone', async () => {
    const many = Array.from({ length: 50 }, (_, n) => `u${n},x`)
    const records = await read(['a,b', '"open,x', ...many].join('\n'))
    assert.deepEqual(records[1], [2, 'unclosed'])
    assert.deepEqual(
      records.slice(2),
      many.map((line, n) => [n + 3, line.split(',')]),
    )
  })
})
