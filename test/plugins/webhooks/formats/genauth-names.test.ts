import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  GENAUTH_NAMES,
  genauthName,
  genauthNamesOf,
  typesOfGenauthName,
} from '../../../../plugins/webhooks/formats/genauth-names.ts'
import { messageId } from '../../../../plugins/webhooks/formats/index.ts'

test('all 76 names of the SDK are there, each once', () => {
  assert.equal(GENAUTH_NAMES.length, 76)
  assert.equal(new Set(GENAUTH_NAMES).size, 76)
})

test('the old spelling of a name becomes the new one, and an unknown name nothing', () => {
  assert.equal(genauthName('mfaVerify'), 'mfa:verified')
  assert.equal(genauthName('mfa:verified'), 'mfa:verified')
  for (const text of ['user.*', 'mfaverify', '', 'constructor', '__proto__'])
    assert.equal(genauthName(text), undefined)
})

test('every name that one of our types goes out under is a name of GenAuth', () => {
  for (const name of GENAUTH_NAMES) {
    for (const type of typesOfGenauthName(name)) assert.ok(genauthNamesOf(type).includes(name))
  }
  assert.deepEqual(genauthNamesOf('user.registered'), ['register', 'user:created'])
  assert.deepEqual(genauthNamesOf('user.logged_out'), [])
  assert.deepEqual(genauthNamesOf('constructor'), [])
  assert.deepEqual(typesOfGenauthName('group:created'), [])
})

test('no two names make the same message id, and each id is safe in a header and a path', () => {
  const ids = GENAUTH_NAMES.map((name) => messageId('evt_1', name))
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]+$/)
})
