import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatRecoveryCode, normalizeRecoveryCode } from '../../src/domain/factor.ts'

test('a recovery code carries all 80 bits, each way of typing it back leads to the same', () => {
  assert.equal(formatRecoveryCode(new Uint8Array(10)), '0000-0000-0000-0000')
  assert.equal(formatRecoveryCode(new Uint8Array(10).fill(255)), 'zzzz-zzzz-zzzz-zzzz')
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 10, maxLength: 10 }),
      fc.uint8Array({ minLength: 10, maxLength: 10 }),
      (one, other) => {
        const code = formatRecoveryCode(one)
        assert.match(code, /^([0-9a-z]{4}-){3}[0-9a-z]{4}$/)
        assert.equal(formatRecoveryCode(other) === code, Buffer.compare(one, other) === 0)
        const kept = normalizeRecoveryCode(code)
        assert.equal(normalizeRecoveryCode(code.toUpperCase()), kept)
        assert.equal(normalizeRecoveryCode(` ${code.replaceAll('-', ' ')}`), kept)
        assert.equal(normalizeRecoveryCode(code.replaceAll('0', 'O').replaceAll('1', 'l')), kept)
      },
    ),
  )
})
