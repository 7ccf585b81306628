import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render } from '../../../../plugins/webhooks/formats/index.ts'
import { ann, endpointOf, eventOf } from '../events.ts'

const sender = { url: 'https://id.example.org', userPoolId: 'pool' }
const changes = { name: { from: 'Ann', to: 'Anne' } }

test('the envelope is the documented one, key by key', () => {
  const rendered = render(endpointOf(), eventOf('user.updated', { changes }), '', sender)
  assert.ok('body' in rendered)
  assert.equal(
    rendered.body,
    JSON.stringify({
      type: 'user.updated',
      timestamp: '2026-11-23T10:00:00.000Z',
      id: 'evt_01jd9v',
      position: 4711,
      sequence: 12,
      data: { user: ann, changes },
      context: { actor: { type: 'user', id: 'usr_ann' }, ip: '203.0.113.9', requestId: 'req_1' },
    }),
  )
  assert.equal(rendered.contentType, 'application/json')
})

test('the same event renders to the same bytes each time', () => {
  const event = eventOf('user.updated', { changes })
  assert.deepEqual(render(endpointOf(), event, '', sender), render(endpointOf(), event, '', sender))
})

test('an endpoint with a list of fields gets those and no other', () => {
  const rendered = render(
    endpointOf({ fields: ['data.user.id'] }),
    eventOf('user.updated', { changes }),
    '',
    sender,
  )
  assert.ok('body' in rendered)
  assert.deepEqual(JSON.parse(rendered.body).data, { user: { id: 'usr_ann' } })
  assert.equal(rendered.body.includes('203.0.113.9'), false)
})

test('an erased payload is skipped as erased, and a filtered one as filtered', () => {
  assert.deepEqual(render(endpointOf(), eventOf('user.updated', {}, { data: null }), '', sender), {
    skip: 'erased',
  })
  const filter = { all: [{ path: 'data.user.externalId', equals: 'E-8' }] }
  assert.deepEqual(render(endpointOf({ filter }), eventOf('user.updated'), '', sender), { skip: 'filtered' })
})

test('a filter does not hold back an event that was addressed to the endpoint', () => {
  const filter = { all: [{ path: 'data.user.externalId', equals: 'E-8' }] }
  const ping = eventOf('ping', {}, { target: ['ep_1'], data: { message: 'hello' } })
  assert.ok('body' in render(endpointOf({ filter }), ping, '', sender))
})

test('an event of the log renders to the same bytes from its own text as from its parsed parts', () => {
  const event = eventOf('user.updated', { changes: { name: { from: 'A"n\u2028n', to: '安娜 \\ 🦊' } } })
  const { data, context } = event
  const written = { data: JSON.stringify(data), context: JSON.stringify(context) }
  const fromText = render(endpointOf(), { ...event, written }, '', sender)
  assert.deepEqual(fromText, render(endpointOf(), event, '', sender))
})
