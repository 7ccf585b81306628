import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request from 'supertest'
import { readReference } from '../../../src/http/api/reference.ts'
import { openTestApp, type TestApp } from '../../support/app.ts'
import { signedInOperator } from '../../support/people.ts'
import type { PageVisitor } from '../../support/visit.ts'

describe('the reference of the API', () => {
  let test: TestApp
  let opa: PageVisitor
  let operations: ReturnType<typeof readReference>
  before(async () => {
    test = await openTestApp()
    opa = await signedInOperator(test)
    operations = readReference((await request(test.app).get('/openapi.json')).body)
  })
  after(() => test.close())

  it('lists every operation of the document, and has a page for each', async () => {
    const { text } = await opa.get('/console/api')
    assert.ok(operations.length > 30)
    for (const { id, method, path } of operations) {
      assert.ok(text.includes(`href="/console/api/${id}"`), id)
      const page = await opa.get(`/console/api/${id}`)
      assert.equal(page.status, 200, id)
      assert.ok(page.text.replaceAll('<wbr/>', '').includes(`${method} ${path}`), id)
    }
    assert.equal((await opa.get('/console/api/constructor')).status, 404)
  })

  it('tells of each field whether it must be there, its type and what it means', () => {
    const made = operations.find(({ id }) => id === 'createCustomField')
    assert.equal(made?.scope, 'settings:write')
    const field = (name: string) => made?.body?.find((one) => one.name === name)
    assert.deepEqual(field('key'), { name: 'key', type: 'string', required: true, description: '' })
    assert.equal(field('type')?.type, '"text" or "number" or "boolean" or "date" or "choice"')
    assert.deepEqual([field('editor')?.required, field('labelZh')?.type], [false, 'string or null'])
    assert.match(field('editor')?.description ?? '', /; "operator" unless told$/)
    const listed = operations.find(({ id }) => id === 'listUsers')?.answers[0]?.fields.map(({ name }) => name)
    assert.ok(listed?.includes('data[].email') && listed.includes('next'), String(listed))
  })

  it('tells of the headers that all POSTs and all versions have in common', () => {
    const headers = (id: string) =>
      operations
        .find((one) => one.id === id)
        ?.parameters.flatMap(({ place, name }) => (place === 'header' ? name : []))
    assert.deepEqual(headers('createUser'), ['Idempotency-Key'])
    assert.deepEqual(headers('updateUser'), ['If-Match'])
    assert.deepEqual(headers('readUser'), ['If-None-Match'])
  })
})
