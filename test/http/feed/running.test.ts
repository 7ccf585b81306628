import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type Api, apiOf } from '../../support/api.ts'
import { openFeed } from '../../support/feed-reader.ts'
import { type Receiver, startReceiver } from '../../support/receiver.ts'
import { suiteScope } from '../../support/scope.ts'
import { type Server, startServer } from '../../support/server.ts'
import { until } from '../../support/wait.ts'

describe('the feed of a running server', () => {
  const scope = suiteScope()
  let server: Server
  let receiver: Receiver
  let api: Api
  let key: string
  before(async () => {
    server = await startServer(scope, { GATEPOST_WEBHOOK_ALLOW: '127.0.0.1' })
    receiver = await startReceiver()
    scope.after(() => receiver.stop())
    key = (await server.cli('key', 'create', '--name', 'feed')).trim().split(/\s+/).at(-1) ?? ''
    api = apiOf(server.url, key)
  })

  it('shows, byte for byte and in order, what an unfiltered standard webhook gets, and no private field', async () => {
    const webhook = { name: 'All', url: `${receiver.url}/all`, events: ['*'] }
    const { id } = await api.createWebhook(webhook)
    await api.createWebhook({
      ...webhook,
      name: 'Other',
      url: `${receiver.url}/other`,
      events: ['user.deleted'],
    })
    const made = Number(
      Object(await api.call('GET', '/events?limit=1&types=webhook.endpoint.created')).cursor,
    )
    const reader = await openFeed(server.url, key, { query: `?after=${made}` })
    scope.after(() => reader.close())
    const user = { username: 'žofie', name: '名前 🙂 </script>', customFields: { dept: '0815' } }
    for (const field of [{ key: 'dept' }, { key: 'salary', private: true }])
      await api.call('POST', '/custom-fields', { label: field.key, type: 'text', ...field })
    const { id: userId } = Object(
      await api.call('POST', '/users', {
        ...user,
        customFields: { dept: '0815', salary: 'much-too-little' },
      }),
    )
    await api.call('PATCH', `/users/${userId}`, { name: 'Žofie' })
    await api.call('POST', `/webhooks/${id}/test`)
    await api.call('POST', `/users/${userId}/block`, { reason: 'left' })

    const posts = await until('the block has arrived', async () => {
      const all = (await receiver.requests()).filter(({ path }) => path === '/all')
      return all.some(({ body }) => body.includes('"type":"user.blocked"')) && all
    })
    await until('the block was streamed', () =>
      reader.texts().some((text) => text.includes('"type":"user.blocked"')),
    )
    // What had no position yet when the webhooks were made is theirs as well, and lies before the stream.
    const wanted = posts
      .map(({ body }) => body)
      .filter((body) => !body.includes('"type":"ping"') && JSON.parse(body).position > made)
    assert.ok(wanted.length >= 4)
    const inOrder = [...wanted].sort((a, b) => JSON.parse(a).position - JSON.parse(b).position)
    const streamed = reader
      .texts()
      .filter((text) => JSON.parse(text).position > JSON.parse(inOrder[0] ?? '').position - 1)
    assert.deepEqual(streamed, inOrder)
    assert.equal(reader.texts().join().includes('much-too-little'), false)
  })

  it('lets its streams go at SIGTERM without holding up the end, whole to the last message', async () => {
    const reader = await openFeed(server.url, key)
    const { status } = reader
    await until('it streams', () => reader.messages.length > 0)
    await server.stop()
    assert.deepEqual([status, server.child().ended()], [200, 0])
    await until('the stream ended', () => reader.ended() === 'whole')
  })
})
