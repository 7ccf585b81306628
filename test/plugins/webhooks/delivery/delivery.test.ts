import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { integerId, publicId } from '../../../../plugins/webhooks/delivery/delivery.ts'

const id = fc.integer({ min: 1, max: 32 ** 10 - 1 })

test('a public id leads back to its integer', () => {
  fc.assert(fc.property(id, (n) => integerId('dlv', publicId('dlv', n)) === n))
})

test('public ids sort as their integers do', () => {
  fc.assert(fc.property(id, id, (a, b) => a < b === publicId('dlv', a) < publicId('dlv', b)))
})

test('any other text is no id', () => {
  for (const text of [
    '',
    'dlv_',
    'dlv_1',
    'att_0000000001',
    'dlv_00000000o1',
    'dlv_00000000011',
    'dlv_000000000',
  ])
    assert.equal(integerId('dlv', text), undefined)
})
