import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOutage } from '../../src/lib/outage.ts'

const failed = (message: string, rest: object = {}) => Object.assign(new Error(message), rest)

test('a database that is away, full or in its own way is an outage', () => {
  for (const error of [
    failed('connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED' }),
    failed('terminating connection due to administrator command', { code: '57P01' }),
    failed('the database system is starting up', { code: '57P03' }),
    failed('sorry, too many clients already', { code: '53300' }),
    failed('could not extend file: No space left on device', { code: '53100' }),
    failed('deadlock detected', { code: '40P01' }),
    failed('canceling statement due to lock timeout', { code: '55P03' }),
    failed('could not read block 0', { code: '58030' }),
    failed('cannot execute INSERT in a read-only transaction', { code: '25006' }),
    failed('SQLITE_FULL: database or disk is full', { code: 'SQLITE_FULL' }),
    failed('SQLITE_BUSY: database is locked', { code: 'SQLITE_BUSY' }),
    failed('SQLITE_IOERR: disk I/O error', { code: 'SQLITE_IOERR' }),
    failed('Connection terminated unexpectedly'),
    failed('Timeout acquiring a connection. The pool is probably full.', { name: 'KnexTimeoutError' }),
  ])
    assert.equal(isOutage(error), true, error.message)
})

test('a fault of a statement is none', () => {
  for (const error of [
    failed('duplicate key value', { code: '23505' }),
    failed('column "x" does not exist', { code: '42703' }),
    failed('UNIQUE constraint failed: users.email', { code: 'SQLITE_CONSTRAINT' }),
    'ECONNREFUSED',
    undefined,
  ])
    assert.equal(isOutage(error), false)
})
