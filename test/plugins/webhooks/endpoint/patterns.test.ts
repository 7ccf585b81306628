import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkPattern, compilePatterns } from '../../../../plugins/webhooks/endpoint/patterns.ts'

const TYPES = [
  'user.registered',
  'user.login.succeeded',
  'user.login.failed',
  'users.imported',
  'webhook.endpoint.created',
  'ping',
]

const table: readonly [pattern: string, matches: readonly string[]][] = [
  ['user.registered', ['user.registered']],
  ['user.*', ['user.registered', 'user.login.succeeded', 'user.login.failed']],
  ['user.login.*', ['user.login.succeeded', 'user.login.failed']],
  ['users.*', ['users.imported']],
  ['*', ['user.registered', 'user.login.succeeded', 'user.login.failed', 'users.imported', 'ping']],
  ['webhook.*', ['webhook.endpoint.created']],
]
for (const [pattern, matches] of table) {
  test(`${pattern} takes in ${matches.length} of the types and no other`, () => {
    assert.deepEqual(TYPES.filter(compilePatterns([pattern])), matches)
  })
}

test('a star does not take in events about webhooks', () => {
  assert.equal(compilePatterns(['*'])('webhook.endpoint.created'), false)
  assert.equal(compilePatterns(['*', 'webhook.*'])('webhook.endpoint.created'), true)
})

test('the same type gets the same answer twice', () => {
  const matches = compilePatterns(['user.*'])
  assert.deepEqual([matches('user.updated'), matches('user.updated')], [true, true])
  assert.deepEqual([matches('ping'), matches('ping')], [false, false])
})

test('a pattern never takes in a type that does not begin with its name', () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/)
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 4 }),
      fc.array(word, { minLength: 1, maxLength: 4 }),
      (a, b) => {
        const below = a.length < b.length && a.every((part, index) => part === b[index])
        assert.equal(compilePatterns([`${a.join('.')}.*`])(b.join('.')), below)
      },
    ),
  )
})

test('a pattern that can fire is taken', () => {
  for (const pattern of ['*', 'user.*', 'user.login.*', 'ping'])
    assert.equal(checkPattern(pattern, TYPES), undefined)
})

for (const pattern of ['', 'User.*', 'user.*.failed', 'user*', '**', '.', 'user..login', '*.user']) {
  test(`“${pattern}” is refused, and the ways to write one are shown`, () => {
    assert.match(checkPattern(pattern, TYPES) ?? '', /^“.*” is not an event or a pattern\. Write .*user\.\*/)
  })
}

for (const pattern of ['user', 'login', 'user.login', 'billing.*']) {
  test(`“${pattern}” is refused, since no event can match it`, () => {
    assert.match(checkPattern(pattern, TYPES) ?? '', /^No event (?:is called|matches) /)
  })
}

test('a slip of the finger is told the type that was meant', () => {
  assert.equal(
    checkPattern('user.regstered', TYPES),
    'No event is called user.regstered. The nearest is user.registered.',
  )
  assert.equal(checkPattern('billing.paid', TYPES), 'No event is called billing.paid.')
})
