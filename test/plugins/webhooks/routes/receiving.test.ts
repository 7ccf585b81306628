import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { SNIPPETS } from '../../../../plugins/webhooks/receiving/snippets.ts'
import { ROOT } from '../../../support/child.ts'
import { suiteScope } from '../../../support/scope.ts'
import type { PageVisitor } from '../../../support/visit.ts'
import { type ConsoleServer, startConsoleServer } from '../console-server.ts'

describe('the page about receiving', () => {
  const scope = suiteScope()
  let server: ConsoleServer
  let opa: PageVisitor
  before(async () => {
    server = await startConsoleServer(scope)
    opa = await server.operator()
  })

  it('shows each example receiver as the file stands that the tests run', async () => {
    for (const { language, file } of SNIPPETS) {
      const { status, text } = await opa.get(`/console/webhooks/receiving?language=${language.toLowerCase()}`)
      assert.equal(status, 200)
      const shown = /<pre class="code" id="program">([\s\S]*?)<\/pre>/.exec(text)?.[1] ?? ''
      const plain = shown
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&')
      assert.equal(plain, readFileSync(`${ROOT}examples/receivers/${file}`, 'utf8'))
    }
  })

  it('shows the first one for a language that it does not have, and is linked from the webhooks', async () => {
    const { text } = await opa.get('/console/webhooks/receiving?language=%3Cscript%3E')
    assert.match(text, /A receiver in Node/)
    assert.equal(text.includes('language=%3C'), false)
    const call = await server.api()
    await call('post', '/webhooks', { name: 'OA', url: server.receiver.url, events: ['*'] })
    assert.match((await opa.get('/console/webhooks')).text, /href="\/console\/webhooks\/receiving"/)
  })
})
