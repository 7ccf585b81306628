import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lintOpenApi } from '../../../support/lint-openapi.ts'
import { startServer } from '../../../support/server.ts'

describe('/openapi.json of a whole server', () => {
  it('has the operations and events of the plugins, and passes a linter of the trade', async (t) => {
    const server = await startServer(t)
    const answer = await fetch(`${server.url.replace('localhost', '127.0.0.1')}/openapi.json`)
    const document: { paths: object; webhooks: object } = JSON.parse(await answer.text())
    assert.ok('/api/v1/webhooks/{id}/replay' in document.paths)
    assert.ok('webhook.endpoint.failing' in document.webhooks)
    assert.deepEqual(await lintOpenApi(document), [])
  })
})
