import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkFieldPath, keepFields } from '../../../../plugins/webhooks/endpoint/fields.ts'

const envelope = {
  type: 'user.updated',
  id: 'evt_1',
  data: {
    user: { id: 'usr_1', email: 'ann@example.org', customFields: { department: 'R&D', salary: 7 } },
    changes: { name: { from: 'Ann', to: 'Anne' } },
  },
  context: { actor: { type: 'user', id: 'usr_1' }, ip: '203.0.113.9' },
}

test('without a list the envelope is whole', () => {
  assert.equal(keepFields(envelope, null), envelope)
})

test('data and context hold what the list names, and the envelope around them stays', () => {
  assert.deepEqual(
    keepFields(envelope, ['data.user.id', 'data.user.customFields.department', 'context.actor']),
    {
      type: 'user.updated',
      id: 'evt_1',
      data: { user: { id: 'usr_1', customFields: { department: 'R&D' } } },
      context: { actor: { type: 'user', id: 'usr_1' } },
    },
  )
})

test('data.user.* keeps the whole user, and so does data.user', () => {
  const { user } = envelope.data
  assert.deepEqual(keepFields(envelope, ['data.user.*']).data, { user })
  assert.deepEqual(keepFields(envelope, ['data.user']).data, { user })
})

test('a narrow path after a wide one takes nothing away, and the other way round', () => {
  const { user } = envelope.data
  assert.deepEqual(keepFields(envelope, ['data.user.*', 'data.user.id']).data, { user })
  assert.deepEqual(keepFields(envelope, ['data.user.id', 'data.user.*']).data, { user })
})

test('a path to nothing is passed over', () => {
  const kept = keepFields(envelope, [
    'data.user.phone',
    'data.nothing.at.all',
    'data.user.email.length',
    'data.constructor',
  ])
  assert.deepEqual(kept.data, {})
})

test('the event itself is never changed, whatever the list', () => {
  const path = fc.constantFrom(
    'data.user',
    'data.user.id',
    'data.user.customFields.salary',
    'data.changes.name.to',
    'data.*',
    'context.ip',
  )
  fc.assert(
    fc.property(fc.array(path), (paths) => {
      const before = JSON.stringify(envelope)
      keepFields(envelope, paths)
      assert.equal(JSON.stringify(envelope), before)
    }),
  )
})

for (const path of [
  'data',
  'data.*',
  'data.user.*',
  'data.user.email',
  'context.actor',
  'data.user.customFields.a-b',
]) {
  test(`${path} is a path`, () => assert.equal(checkFieldPath(path), undefined))
}
for (const path of [
  '',
  'user.email',
  'type',
  'data.',
  'data.*.email',
  'data.__proto__.x',
  'data user',
  '*',
]) {
  test(`“${path}” is no path`, () => assert.match(checkFieldPath(path) ?? '', /is not a path/))
}
