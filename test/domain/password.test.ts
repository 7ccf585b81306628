import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultText } from '../../src/domain/faults.ts'
import { normalizePassword, passwordFault } from '../../src/domain/password.ts'

const RULES = { min: 12, names: ['ann', 'ann.lee@example.org', 'Gatepost'] }
const fault = (password: string, rules = RULES) => {
  const found = passwordFault(password, rules)
  return found && faultText(found)
}

test('a password is counted in code points after NFC', () => {
  assert.match(fault('é'.normalize('NFD').repeat(11)) ?? '', /at least 12 characters. This has 11/)
  assert.match(fault('😀🚀🌊🍋🦊🎻🧭🪁🏺🛶🪴') ?? '', /This has 11/)
  assert.equal(fault('😀🚀🌊🍋🦊🎻🧭🪁🏺🛶🪴🐚'), undefined)
  assert.equal(normalizePassword('e\u0301'), 'é')
})

test('any sign counts and no mixture is asked for', () => {
  for (const password of [
    'blue kettle sings at noon',
    'correct horse battery staple',
    'nur kleine buchstaben',
    '二十个字符的中文密码也可以',
    'UPPER ONLY WORDS HERE',
    '¯\\_(ツ)_/¯ and more',
    'tab\tand\nnewline too',
    'x9$Kq!vT2&mZ',
    '83710564920174659203',
  ])
    assert.equal(fault(password), undefined, password)
})

test('the commonest are refused, with the usual signs in place of letters and digits around', () => {
  for (const password of [
    'password1234',
    'P@ssw0rd1234',
    '1234password!',
    'iloveyou2024!',
    'Administrator',
    'Welcome12345!',
    'correcthorsebatterystaple',
    '1q2w3e4r5t6y',
    'qwerty123456',
    'hunter2hunter2'.replaceAll('hunter2', 'dragon7'),
  ])
    assert.match(fault(password) ?? '', /commonest|repetition/, password)
})

test('repetitions, counting and rows of keys are refused', () => {
  for (const password of [
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    'passwordpassword',
    '123456789012',
    '987654321098',
    'abcdefghijklmn',
    'qwertyuiopas',
    '1qaz2wsx3edc',
    '111222333444',
    'asdfghjkl123',
    '            ',
  ])
    assert.match(fault(password) ?? '', /repetition or a row/, JSON.stringify(password))
})

test('what others know of the account is refused, with digits and signs around it', () => {
  for (const password of ['ann-2026-11-23', 'ann.lee@example.org', 'Gatepost2026!', 'lee!!!!2026!!'])
    assert.match(fault(password) ?? '', /made of a name/, password)
  assert.equal(fault('annual rain gauge'), undefined)
  assert.equal(fault('gatepost in the rain'), undefined)
})

test('the longest password is 1024 characters, and none takes long to check', () => {
  assert.equal(fault('ab c'.repeat(255).concat('end!')), undefined)
  assert.match(fault('x y z'.repeat(300)) ?? '', /at most 1024/)
})

test('the shortest length is a setting', () => {
  assert.equal(fault('short but ok', { min: 8, names: [] }), undefined)
  assert.match(fault('short but ok', { min: 16, names: [] }) ?? '', /at least 16/)
  assert.match(fault('letmein1', { min: 8, names: [] }) ?? '', /commonest/)
})
