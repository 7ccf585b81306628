import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request from 'supertest'
import { createApiKey } from '../../../src/usecases/create-api-key.ts'
import { byCli } from '../../support/accounts.ts'
import { openTestApp, type TestApp } from '../../support/app.ts'
import { importFile, workOff } from '../../support/import-users.ts'

describe('imports and exports over the API', () => {
  let test: TestApp
  let key: string
  before(async () => {
    test = await openTestApp()
    key = (await createApiKey(test.deps, { name: 'HR' }, byCli)).secret
  })
  after(() => test.close())

  const call = (method: 'get' | 'post', path: string, secret = key) =>
    request(test.app)[method](`/api/v1${path}`).set('authorization', `Bearer ${secret}`)
  const upload = (text: string, query = '', type = 'text/csv') =>
    call('post', `/user-imports${query}`).type(type).send(text)

  it('a file is checked, shown with its bad lines, started and done', async () => {
    const sent = await upload('username,email\nann,ann@example.org\nbob,bob@\n', '?fileName=staff.csv')
    assert.equal(sent.status, 202)
    const { id } = sent.body
    assert.equal(sent.headers.location, `/api/v1/user-imports/${id}`)
    assert.deepEqual([sent.body.state, sent.body.lines, sent.body.fileName], ['checking', 2, 'staff.csv'])
    await workOff(test.deps)
    const checked = (await call('get', `/user-imports/${id}`)).body
    assert.deepEqual([checked.state, checked.bad, checked.created], ['checked', 1, 0])
    const bad = (await call('get', `/user-imports/${id}/bad-lines`)).body
    assert.deepEqual(
      bad.data.map(({ line, field }: { line: number; field: string }) => [line, field]),
      [[3, 'email']],
    )
    assert.equal((await call('post', `/user-imports/${id}/start`).send({ quiet: true })).status, 202)
    assert.equal((await call('post', `/user-imports/${id}/start`).send({})).status, 409)
    await workOff(test.deps)
    const done = (await call('get', `/user-imports/${id}`)).body
    assert.deepEqual([done.state, done.created, done.quiet], ['done', 1, true])
    const listed = (await call('get', '/user-imports?limit=1')).body
    assert.deepEqual([listed.data[0].id, listed.next], [id, null])
    assert.equal((await call('post', `/user-imports/${id}/cancel`).send({})).status, 409)
  })

  it('goes on by itself where that was asked for', async () => {
    const { body } = await upload('{"username":"cyn"}\n', '?dryRun=false', 'application/x-ndjson')
    await workOff(test.deps)
    assert.equal((await call('get', `/user-imports/${body.id}`)).body.created, 1)
  })

  it('refuses what is no file of users, other types, an Idempotency-Key, and a key that only reads', async () => {
    assert.deepEqual(
      [(await upload('')).status, (await upload('name\nAnn')).status, (await upload('username\n')).status],
      [422, 422, 422],
    )
    const refused = await upload('username,role\nann,operator')
    assert.equal(refused.body.errors[0].field, 'file')
    assert.match(refused.body.errors[0].message, /An import makes no operators/)
    assert.equal((await upload('{}', '', 'application/json')).status, 415)
    assert.equal((await upload('username\nx').set('idempotency-key', 'a')).status, 400)
    const reader = await createApiKey(test.deps, { name: 'read', scopes: ['users:read'] }, byCli)
    assert.equal((await call('post', '/user-imports', reader.secret).type('csv').send('x')).status, 403)
    assert.equal((await call('get', '/user-imports/imp_x')).status, 404)
    assert.equal((await call('get', '/user-imports?cursor=x')).status, 422)
  })

  it('an export is a stream of all users, in either form, and is recorded', async () => {
    await importFile(test.deps, `username\n${Array.from({ length: 600 }, (_, n) => `many${n}`).join('\n')}`)
    const jsonl = await call('post', '/user-exports').send({}).responseType('blob')
    assert.equal(jsonl.status, 200)
    assert.match(String(jsonl.headers['content-type']), /^application\/x-ndjson/)
    const text: string = String(jsonl.body)
    const names = text
      .trim()
      .split('\n')
      .map((line): string => JSON.parse(line).username)
    assert.ok(names.length > 600 && names.includes('many599'))
    const csv = await call('post', '/user-exports').send({ format: 'csv', status: 'blocked' })
    assert.match(csv.text, /^username,email,/)
    assert.equal((await call('post', '/user-exports').send({ format: 'xls' })).status, 422)
    const rows = await test.db.reader('events').where({ type: 'users.exported' }).select('data')
    assert.equal(rows.length, 2)
  })
})
