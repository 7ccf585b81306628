import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import request from 'supertest'
import { openTestApp, type TestApp } from '../support/app.ts'

describe('refusals to programs', () => {
  let test: TestApp
  before(async () => {
    test = await openTestApp()
  })
  after(() => test.close())

  it('are problem documents however the address is spelled', async () => {
    for (const path of [
      '/api/v1/users',
      '/API/v1/users',
      '/Api/V1/users/x',
      '/Api',
      '/Schemas/events/none',
    ]) {
      const answer = await request(test.app).get(path)
      assert.ok(answer.status === 401 || answer.status === 404, path)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, path)
    }
  })
})
