import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../../src/config/settings.ts'
import { SettingsError } from '../../src/domain/errors.ts'

/** The names of the settings that are at fault. */
function faulty(env: Readonly<Record<string, string>>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error.faults.map((fault) => fault.split(' ')[0] ?? '')
  }
}

test('proxies are named by hops or by networks that exist', () => {
  for (const good of ['1', '0', '10.0.0.0/8', '127.0.0.1', '::1, fd00::/8', '2001:db8::/32,192.0.2.7'])
    assert.deepEqual(faulty({ GATEPOST_TRUST_PROXY: good }), [], good)
  for (const bad of [
    'abc',
    '999.0.0.0/8',
    '10.0.0.0/99',
    '10.0.0.0/0',
    '::/200',
    '1.2.3',
    'yes',
    '1,2',
    '::1/8/8',
  ])
    assert.deepEqual(faulty({ GATEPOST_TRUST_PROXY: bad }), ['GATEPOST_TRUST_PROXY'], bad)
})

test('every fault is told at once, by the name of its setting', () => {
  const faults = faulty({
    PORT: 'eighty',
    GATEPOST_TRUST_PROXY: 'everybody',
    GATEPOST_MASTER_KEY: 'c2hvcnQ=',
    GATEPOST_OPERATOR_EMAIL: 'ann@example.org',
    NODE_ENV: 'production',
  })
  assert.deepEqual(faults.sort(), [
    'GATEPOST_MASTER_KEY',
    'GATEPOST_OPERATOR_EMAIL',
    'GATEPOST_TRUST_PROXY',
    'GATEPOST_URL',
    'PORT',
  ])
})

test('a fault never repeats the value, which may be a secret', () => {
  const secret = 'not thirty-two bytes'
  assert.throws(
    () => readConfig({ GATEPOST_MASTER_KEY: secret }),
    (error: Error) => !error.message.includes(secret),
  )
})
