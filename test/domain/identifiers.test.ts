import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  checkEmail,
  checkUsername,
  foldName,
  maskIdentifier,
  readIdentifier,
} from '../../src/domain/identifiers.ts'

const refused = (checked: object) => 'fault' in checked

test('a username holds no @, so that it is never taken for an address', () => {
  for (const typed of ['a@b', '@ann', 'ann@', 'ann＠example']) assert.ok(refused(checkUsername(typed)), typed)
})

test('a username is letters and digits of any script, with dots, hyphens and underscores between', () => {
  for (const typed of ['ann', 'a.b-c_d', 'Ünal', '李雷', 'नमस्ते', 'x2', 'ANN9'])
    assert.ok(!refused(checkUsername(typed)), typed)
  for (const typed of [
    '',
    'a',
    '.ann',
    'ann.',
    '-ann',
    'an n',
    'a\u200bnn',
    'ann\u3164',
    'a\u034fnn',
    'ann\ufe0f',
    'ann\u202e',
    '<b>',
    'a/b',
    'a\tb',
    'x'.repeat(65),
  ])
    assert.ok(refused(checkUsername(typed)), JSON.stringify(typed))
})

test('usernames that look or read the same are one', () => {
  const same = [
    ['Straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['ﬁona', 'fiona'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['σίσυφοσ', 'σίσυφος'],
    ['ſam', 'Sam'],
    ['Ａｎｎ', 'ann'],
    ['e\u0301ric', 'éric'],
  ] as const
  for (const [one, other] of same) assert.equal(foldName(one), foldName(other), `${one} ${other}`)
})

test('folding a folded name changes nothing', () => {
  for (let code = 0; code < 0x20000; code++) {
    const key = foldName(String.fromCodePoint(code))
    if (foldName(key) !== key) assert.fail(`U+${code.toString(16)}`)
  }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const key = foldName(name)
      assert.equal(foldName(key), key)
    }),
    { numRuns: 2000 },
  )
})

test('an address is lower-cased and its domain brought to ASCII', () => {
  assert.deepEqual(checkEmail(' Ann.Lee+x@EXAMPLE.org '), { value: 'ann.lee+x@example.org' })
  assert.deepEqual(checkEmail('ann@Bücher.example'), { value: 'ann@xn--bcher-kva.example' })
  assert.deepEqual(checkEmail('ann@intranet'), { value: 'ann@intranet' })
})

test('what is no address is refused, line breaks and second recipients among it', () => {
  const wrong = [
    '',
    'ann',
    '@example.org',
    'ann@',
    'a@b@example.org',
    'ann@exa mple.org',
    'ann@example.org\nBcc: x@example.org',
    'ann@example.org, bob@example.org',
    'Ann <ann@example.org>',
    '"ann"@example.org',
    'ann@-x.org',
    'ann@example.org/x',
    'ann@example.org#x',
    'ann@ex%61mple.org',
    'änn@example.org',
    `${'a'.repeat(250)}@example.org`,
  ]
  for (const typed of wrong) assert.ok(refused(checkEmail(typed)), JSON.stringify(typed))
})

test('reading what somebody typed never fails', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      const identifier = readIdentifier(typed)
      assert.equal('email' in identifier, typed.trim().slice(0, 1024).includes('@'))
    }),
  )
})

test('a masked name keeps one sign at most', () => {
  assert.equal(maskIdentifier(' hunter2hunter2 '), 'h***')
  assert.equal(maskIdentifier('😀secret'), '😀***')
  assert.equal(maskIdentifier(''), '***')
})
