import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request from 'supertest'
import { ERRORS } from '../../../src/domain/errors.ts'
import { CORE_EVENTS } from '../../../src/domain/event-catalogue.ts'
import { openTestApp, type TestApp } from '../../support/app.ts'
import { lintOpenApi } from '../../support/lint-openapi.ts'
import { listRoutes } from '../../support/routes.ts'

describe('/openapi.json', () => {
  let test: TestApp
  let described: {
    openapi: string
    paths: Record<string, Record<string, unknown>>
    webhooks: Record<string, unknown>
    components: Record<string, Record<string, unknown>>
  }
  before(async () => {
    test = await openTestApp()
    const answer = await request(test.app).get('/openapi.json')
    assert.equal(answer.status, 200)
    described = answer.body
  })
  after(() => test.close())

  it('is OpenAPI 3.1 and describes every route of the API, and none besides', () => {
    assert.equal(described.openapi, '3.1.0')
    const routes = listRoutes(test.app)
      .filter((route) => route.path.startsWith('/api/v1/'))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    const paths = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    assert.deepEqual([...new Set(routes)].sort(), paths.sort())
  })

  it('describes the webhook of every type of event', () => {
    assert.deepEqual(Object.keys(described.webhooks).sort(), Object.keys(CORE_EVENTS).sort())
  })

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(described).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '')
    assert.ok(refs.length > 50)
    for (const ref of new Set(refs)) {
      const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(.+)$/.exec(ref) ?? []
      assert.ok(described.components[kind]?.[name], ref)
    }
  })

  it('calls a whole number of the address a whole number', () => {
    const { get } = described.paths['/api/v1/events'] ?? {}
    const { parameters }: { parameters: { name: string; required: boolean; schema: object }[] } = Object(get)
    const limit = parameters.find((one) => one.name === 'limit')
    assert.deepEqual(limit?.schema, { default: 100, type: 'integer', minimum: 1, maximum: 1000 })
    assert.equal(limit?.required, false)
  })

  it('passes every recommended rule of a linter of the trade', async () => {
    assert.deepEqual(await lintOpenApi(described), [])
  })

  it('has the user once, under a name', () => {
    const text = JSON.stringify(described)
    assert.equal(text.split('"loginsCount":{').length - 1, 1)
  })
})

describe('/problems/<code>', () => {
  it('says what each kind of problem means, and nothing about others', async (t) => {
    const test = await openTestApp()
    t.after(() => test.close())
    for (const [code, [status]] of Object.entries(ERRORS)) {
      const answer = await request(test.app).get(`/problems/${code}`)
      assert.equal(answer.status, 200)
      assert.match(answer.text, new RegExp(`Status ${status}`))
    }
    assert.equal((await request(test.app).get('/problems/toString')).status, 404)
  })
})
