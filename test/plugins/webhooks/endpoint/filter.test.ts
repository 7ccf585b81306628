import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Filter, filterSchema, passesFilter } from '../../../../plugins/webhooks/endpoint/filter.ts'

const event = {
  type: 'user.login.succeeded',
  data: { user: { externalId: 'E-7', phone: null, loginsCount: 3 }, methods: ['password', 'totp'] },
  context: { actor: { type: 'user' } },
}

const table: readonly [clause: Filter['all'][number], passes: boolean][] = [
  [{ path: 'type', equals: 'user.login.succeeded' }, true],
  [{ path: 'data.user.externalId', equals: 'E-7' }, true],
  [{ path: 'data.user.externalId', equals: 'E-8' }, false],
  [{ path: 'data.user.loginsCount', equals: 3 }, true],
  [{ path: 'data.user.loginsCount', equals: '3' }, false],
  [{ path: 'data.user.phone', equals: null }, true],
  [{ path: 'data.user.phone', exists: true }, false],
  [{ path: 'data.user.phone', exists: false }, true],
  [{ path: 'data.user.externalId', exists: true }, true],
  [{ path: 'data.user.externalId', prefix: 'E-' }, true],
  [{ path: 'data.user.loginsCount', prefix: '3' }, false],
  [{ path: 'data.user.externalId', in: ['E-1', 'E-7'] }, true],
  [{ path: 'data.user.externalId', in: ['E-1'] }, false],
  [{ path: 'data.methods', equals: 'totp' }, true],
  [{ path: 'data.methods', equals: 'passkey' }, false],
  [{ not: { path: 'data.methods', equals: 'passkey' } }, true],
  [{ any: [{ path: 'type', equals: 'x' }, { not: { path: 'type', equals: 'x' } }] }, true],
  [{ any: [{ path: 'type', equals: 'x' }] }, false],
  [{ path: 'data.constructor', exists: true }, false],
  [{ path: 'data.user.__proto__', exists: true }, false],
]
for (const [clause, passes] of table) {
  test(`${JSON.stringify(clause)} ${passes ? 'lets the event pass' : 'holds the event back'}`, () => {
    assert.equal(passesFilter(filterSchema.parse({ all: [clause] }), event), passes)
  })
}

test('no filter lets everything pass, and all clauses must hold', () => {
  assert.equal(passesFilter(null, event), true)
  const yes = { path: 'type', equals: 'user.login.succeeded' }
  const no = { path: 'type', equals: 'x' }
  assert.equal(passesFilter({ all: [yes, yes] }, event), true)
  assert.equal(passesFilter({ all: [yes, no] }, event), false)
})

const refused = [
  {},
  { all: [] },
  { all: [{ path: 'data.user.email' }] },
  { all: [{ path: 'data.user.email', equals: 'a', prefix: 'a' }] },
  { all: [{ path: 'password', equals: 'a' }] },
  { all: [{ path: 'data.user.email', matches: '(a+)+$' }] },
  { all: [{ path: 'data.user.email', equals: {} }] },
  { all: [{ not: { not: { path: 'type', equals: 'a' } } }] },
  { any: [{ path: 'type', equals: 'a' }] },
]
for (const filter of refused) {
  test(`${JSON.stringify(filter)} is no filter`, () =>
    assert.equal(filterSchema.safeParse(filter).success, false))
}

test('no filter and no payload can make it throw', () => {
  const path = fc.constantFrom('type', 'data.a', 'data.a.b', 'data.a.0', 'context.b')
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
  const clause = fc.oneof(
    fc.record({ path, equals: scalar }),
    fc.record({ path, in: fc.array(scalar, { minLength: 1 }) }),
    fc.record({ path, exists: fc.boolean() }),
    fc.record({ path, prefix: fc.string({ minLength: 1 }) }),
  )
  fc.assert(
    fc.property(fc.array(clause, { minLength: 1 }), fc.anything(), fc.anything(), (all, data, context) => {
      const filter = { all: all.flatMap((one) => [one, { not: one }, { any: [one] }]) }
      // A clause and its negation never both hold.
      assert.equal(passesFilter(filter, { type: 'user.updated', data, context }), false)
    }),
  )
})
