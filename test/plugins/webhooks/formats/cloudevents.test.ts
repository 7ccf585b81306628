import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CloudEvent, HTTP } from 'cloudevents'
import { type Message, render } from '../../../../plugins/webhooks/formats/index.ts'
import { ann, endpointOf, eventOf } from '../events.ts'

const sender = { url: 'https://id.example.org', userPoolId: 'pool' }
const changes = { name: { from: 'Ann', to: 'Anne' } }
const structured = endpointOf({ format: 'cloudevents', contentType: 'cloudevents+json' })
const binary = endpointOf({ format: 'cloudevents' })

function messageOf(endpoint: typeof binary, event = eventOf('user.updated', { changes })): Message {
  const rendered = render(endpoint, event, '', sender)
  assert.ok('body' in rendered)
  return rendered
}

/** What the cloudevents package makes of a message, checked against the specification's schema. */
function parsed({ headers, contentType, body }: Message): CloudEvent<unknown> {
  const event = HTTP.toEvent({ headers: { ...headers, 'content-type': contentType }, body })
  assert.ok(event instanceof CloudEvent)
  assert.equal(event.validate(), true)
  return event
}

const ATTRIBUTES = {
  specversion: '1.0',
  id: 'evt_01jd9v',
  source: 'https://id.example.org',
  type: 'user.updated',
  subject: 'usr_ann',
  time: '2026-11-23T10:00:00.000Z',
  dataschema: 'https://id.example.org/schemas/events/user.updated.json#/properties/data',
  position: '0000000000004711',
  sequence: '0000000000000012',
  actortype: 'user',
  actorid: 'usr_ann',
  ip: '203.0.113.9',
  requestid: 'req_1',
}

test('structured mode is one document with the attributes and the data', () => {
  const message = messageOf(structured)
  assert.equal(message.contentType, 'application/cloudevents+json')
  assert.deepEqual(JSON.parse(message.body), {
    ...ATTRIBUTES,
    datacontenttype: 'application/json',
    data: { user: ann, changes },
  })
  assert.ok(!Object.keys(message.headers).some((name) => name.startsWith('ce-')))
})

test('binary mode is the data alone, with each attribute as a header', () => {
  const { headers, contentType, body } = messageOf(binary)
  assert.equal(contentType, 'application/json')
  assert.deepEqual(JSON.parse(body), { user: ann, changes })
  const attributes = Object.entries(headers).filter(([name]) => name.startsWith('ce-'))
  assert.deepEqual(Object.fromEntries(attributes.map(([name, value]) => [name.slice(3), value])), ATTRIBUTES)
})

for (const [mode, endpoint] of [
  ['structured', structured],
  ['binary', binary],
] as const) {
  test(`the cloudevents package reads every attribute and the data in ${mode} mode`, () => {
    const event = parsed(messageOf(endpoint))
    const read = Object.fromEntries(Object.keys(ATTRIBUTES).map((name) => [name, event[name]]))
    assert.deepEqual(read, ATTRIBUTES)
    assert.deepEqual(event.data, { user: ann, changes })
    assert.equal(event.datacontenttype, 'application/json')
  })

  test(`an event without a subject, a sequence or circumstances has none of them in ${mode} mode`, () => {
    const event = eventOf(
      'users.imported',
      {},
      { subject: null, sequence: null, context: { actor: { type: 'system' } } },
    )
    const read = parsed(messageOf(endpoint, event))
    for (const name of ['subject', 'sequence', 'actorid', 'ip', 'useragent'])
      assert.equal(read[name], undefined, name)
    assert.equal(read.actortype, 'system')
  })

  test(`a list of fields cuts data and circumstances in ${mode} mode, and promises no schema`, () => {
    const fields = ['data.user.email', 'context.actor.type']
    const message = messageOf({ ...endpoint, fields })
    const event = parsed(message)
    assert.deepEqual(event.data, { user: { email: 'ann@example.org' } })
    assert.equal(event.dataschema, undefined)
    assert.equal(event.actortype, 'user')
    assert.doesNotMatch(JSON.stringify(message), /203\.0\.113\.9|req_1|Ann/)
  })

  test(`an event of the log renders to the same bytes from its own text in ${mode} mode`, () => {
    const event = eventOf('user.updated', { changes: { name: { from: 'A"n\u2028n', to: '安娜 \\ 🦊' } } })
    const written = { data: JSON.stringify(event.data), context: JSON.stringify(event.context) }
    assert.deepEqual(messageOf(endpoint, { ...event, written }), messageOf(endpoint, event))
  })
}

test('what a header cannot hold goes percent-encoded, and decodes to what it was', () => {
  const userAgent = 'Größe "100 %" 🦊\r\nce-type: forged \ud800'
  const event = eventOf('user.updated', {}, { context: { actor: { type: 'user' }, userAgent } })
  const value = messageOf(binary, event).headers['ce-useragent'] ?? ''
  assert.match(value, /^[\x21\x23\x24\x26-\x7e%]+$/)
  assert.equal(decodeURIComponent(value), userAgent.replace('\ud800', '\ufffd'))
})

test('later events have attributes that sort behind those of earlier ones', () => {
  const sequences = [9, 10, 99, 100, Number.MAX_SAFE_INTEGER].map((sequence) => {
    const event = eventOf('user.updated', {}, { sequence, position: sequence })
    const { headers } = messageOf(binary, event)
    assert.equal(headers['ce-position'], headers['ce-sequence'])
    return headers['ce-sequence'] ?? ''
  })
  assert.deepEqual([...sequences].sort(), sequences)
  assert.deepEqual(sequences.map(Number), [9, 10, 99, 100, Number.MAX_SAFE_INTEGER])
})
