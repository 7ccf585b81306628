import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { csrfOf } from '../../../support/visit.ts'
import { OPERATOR, startConsoleServer } from '../console-server.ts'

describe('a viewer on the pages of the plugin', () => {
  it('reaches every page by its links, finds nothing to press, and changes nothing by hand', async (t) => {
    const server = await startConsoleServer(t)
    const call = await server.api()
    const made = await call('post', '/webhooks', {
      name: 'HR sync',
      url: `${server.receiver.url}/`,
      events: ['user.*'],
      headers: { 'x-key': 'header of the receiver' },
    })
    assert.equal(made.status, 201)
    const user = await call('post', '/users', { username: 'vic', password: OPERATOR.password })
    const opa = await server.operator()
    const page = `/console/users/${user.body.id}`
    assert.equal((await opa.submit(`${page}/role`, { role: 'viewer' }, page)).status, 303)

    const vic = server.visit()
    await vic.submit('/login', { login: 'vic', password: OPERATOR.password })
    const seen = new Set<string>()
    const waiting = ['/console']
    for (let path = waiting.pop(); path !== undefined && seen.size < 60; path = waiting.pop()) {
      if (seen.has(path)) continue
      seen.add(path)
      const { status, text } = await vic.get(path)
      const form = /\/(?:new|edit)$/.test(path)
      assert.equal(status, form ? 403 : 200, path)
      if (form) continue
      const main = /<main.*<\/main>/s.exec(text)?.[0] ?? ''
      assert.doesNotMatch(main, /<form[^>]* method="post"/, path)
      assert.ok(!text.includes('header of the receiver') && !text.includes(made.body.secret), path)
      const links = [...text.matchAll(/href="(\/console[^"?#]*)/g)].map(([, href]) => href ?? '')
      waiting.push(...links)
    }
    const webhook = `/console/webhooks/${made.body.id}`
    assert.ok(seen.has(webhook) && seen.has('/console/deliveries'))

    const _csrf = csrfOf((await vic.get('/logout')).text) ?? ''
    for (const act of ['test', 'rotate', 'reveal', 'enable', 'disable', 'delete', 'edit'])
      assert.equal((await vic.post(`${webhook}/${act}`, { _csrf })).status, 403, act)
    const kept = await call('get', `/webhooks/${made.body.id}`)
    assert.equal(kept.body.enabled, true)
  })
})
