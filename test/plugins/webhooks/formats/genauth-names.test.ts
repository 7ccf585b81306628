import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  GENAUTH_NAMES,
  genauthName,
  genauthNamesOf,
  typesOfGenauthName,
} from '../../../../plugins/webhooks/formats/genauth-names.ts'
import { messageId } from '../../../../plugins/webhooks/formats/index.ts'
import { ROOT } from '../../../support/child.ts'

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

test('the page for those who come from GenAuth has a row for each of our types that arrives, and its names', () => {
  const page = readFileSync(join(ROOT, 'docs/MIGRATING-FROM-GENAUTH.md'), 'utf8')
  for (const type of new Set(GENAUTH_NAMES.flatMap(typesOfGenauthName))) {
    const row = page.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${type}\``)) ?? ''
    // A second name of the same group is written short, as `:unblocked`.
    for (const name of genauthNamesOf(type))
      assert.ok(row.includes(`\`${name}\``) || row.includes(`\`:${name.split(':')[1]}\``), `${type} ${name}`)
  }
})
