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

test('sessions live as long as the settings say, a working day and a month where nothing is set', () => {
  const HOUR = 3_600_000
  const lives = (env: Readonly<Record<string, string>>) => readConfig(env).sessionLives
  assert.deepEqual(lives({}), {
    usual: { idleMs: 12 * HOUR, longestMs: 24 * HOUR },
    remembered: { idleMs: 14 * 24 * HOUR, longestMs: 30 * 24 * HOUR },
  })
  const set = {
    GATEPOST_SESSION_IDLE_HOURS: '1',
    GATEPOST_SESSION_MAX_HOURS: '8',
    GATEPOST_REMEMBERED_IDLE_DAYS: '2',
    GATEPOST_REMEMBERED_MAX_DAYS: '2',
  }
  assert.deepEqual(lives(set), {
    usual: { idleMs: HOUR, longestMs: 8 * HOUR },
    remembered: { idleMs: 48 * HOUR, longestMs: 48 * HOUR },
  })
})

test('no session may be left alone for longer than it may live, defaults included', () => {
  assert.deepEqual(faulty({ GATEPOST_SESSION_IDLE_HOURS: '25' }), ['GATEPOST_SESSION_IDLE_HOURS'])
  assert.deepEqual(faulty({ GATEPOST_SESSION_MAX_HOURS: '11' }), ['GATEPOST_SESSION_IDLE_HOURS'])
  assert.deepEqual(faulty({ GATEPOST_REMEMBERED_MAX_DAYS: '13' }), ['GATEPOST_REMEMBERED_IDLE_DAYS'])
  for (const name of ['GATEPOST_SESSION_IDLE_HOURS', 'GATEPOST_REMEMBERED_IDLE_DAYS'])
    for (const bad of ['0', '-1', '1.5', '100000', 'long'])
      assert.deepEqual(faulty({ [name]: bad }), [name], bad)
})
