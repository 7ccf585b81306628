import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inNetworks, parseAddress, parseAllowList } from '../../../../plugins/webhooks/endpoint/allow-list.ts'

const parse = (...entries: string[]) => parseAllowList(entries)

test('addresses, networks and host names are told apart', () => {
  const { allow, faults } = parse(
    '10.0.4.12',
    'fd00::1',
    '10.0.0.0/8',
    'fd00::/8',
    'OA.internal.',
    'bücher.example',
    'oa_1',
  )
  assert.deepEqual(faults, [])
  assert.deepEqual([...allow.addresses], ['10.0.4.12', 'fd00::1'])
  assert.deepEqual(
    allow.networks.map(([base, bits]) => `${base}/${bits}`),
    ['10.0.0.0/8', 'fd00::/8'],
  )
  assert.deepEqual([...allow.hosts], ['oa.internal', 'xn--bcher-kva.example', 'oa_1'])
})

test('a network of one address names that address', () => {
  assert.deepEqual([...parse('10.0.4.12/32', 'fd00::1/128').allow.addresses], ['10.0.4.12', 'fd00::1'])
})

test('an IPv4 address or network in its IPv6 wrapping is the IPv4 one', () => {
  const { allow } = parse('::ffff:10.0.4.12', '::ffff:192.168.0.0/112')
  assert.deepEqual([...allow.addresses], ['10.0.4.12'])
  assert.equal(allow.networks.map(([base, bits]) => `${base}/${bits}`)[0], '192.168.0.0/16')
})

for (const entry of [
  '10.0.0.0/33',
  '10.0.0/8',
  '10.0.0.0/',
  '10.0.0.0/a',
  '127.1',
  '10.1',
  'https://oa',
  'oa:80',
  '*.oa',
  'a b',
  '-a',
  'fd00::/129',
  '/8',
]) {
  test(`“${entry}” is a fault that is named`, () => {
    assert.deepEqual(parse(entry).faults, [
      `“${entry}” is neither an address, a network such as 10.0.0.0/8, nor a host name`,
    ])
  })
}

test('a network holds its own addresses and no other, nor those of the other family', () => {
  const { networks } = parse('10.0.0.0/8', 'fd00::/8').allow
  const holds = (text: string) => {
    const address = parseAddress(text)
    assert.ok(address)
    return inNetworks(address, networks)
  }
  assert.deepEqual(
    ['10.255.0.1', '::ffff:10.1.2.3', 'fdff::1', 'fd00::1%eth0', '11.0.0.1', 'fc00::1', '::1'].map(holds),
    [true, true, true, true, false, false, false],
  )
})
