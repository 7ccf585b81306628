import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { test } from 'node:test'
import fc from 'fast-check'
import { ALLOW_NOTHING, parseAllowList } from '../../../../plugins/webhooks/endpoint/allow-list.ts'
import { createGuard, ForbiddenAddress } from '../../../../plugins/webhooks/sending/guard.ts'

const guardWith = (...entries: string[]) => createGuard(parseAllowList(entries).allow)
const closed = createGuard(ALLOW_NOTHING)
const answers = (...addresses: string[]): LookupAddress[] =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

const forbidden = [
  ...[
    '0.0.0.0',
    '0.1.2.3',
    '10.0.4.12',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.1.1',
    '172.16.0.1',
  ],
  ...[
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
  ],
  ...['198.51.100.1', '203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::10.0.0.1',
  ],
  ...[
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2001:db8::1',
    '2002:7f00:1::1',
  ],
  ...[
    '2002:808:808::1',
    '3fff::1',
    '4000::1',
    '5f00::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
  ],
  ...[
    'fec0::1',
    'ff02::1',
    '168.63.129.16',
    '169.254.169.254',
    '100.100.100.200',
    'fd00:ec2::254',
    '192.0.0.192',
  ],
]
for (const address of forbidden) {
  test(`${address} is forbidden, and the refusal names the setting`, () => {
    assert.match(closed.judge(address, 'hr.example.org', false) ?? '', /GATEPOST_WEBHOOK_ALLOW/)
  })
}

for (const address of [
  '8.8.8.8',
  '93.184.216.34',
  '172.32.0.1',
  '100.128.0.1',
  '198.20.0.1',
  '2606:4700::1111',
  '2a00::1',
]) {
  test(`${address} is public`, () => assert.equal(closed.judge(address, 'hr.example.org', false), undefined))
}

test('no private IPv4 address passes in any of its IPv6 wrappings', () => {
  const octet = fc.integer({ min: 0, max: 255 })
  const inside = fc.oneof(
    fc.tuple(fc.constantFrom(10, 127, 0), octet, octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
  )
  fc.assert(
    fc.property(inside, ([a, b, c, d]) => {
      const hex = [a * 256 + b, c * 256 + d].map((part) => part.toString(16))
      const v4 = [a, b, c, d].join('.')
      for (const text of [
        v4,
        `::ffff:${v4}`,
        `::ffff:${hex.join(':')}`,
        `::${v4}`,
        `64:ff9b::${v4}`,
        `2002:${hex.join(':')}::1`,
      ]) {
        assert.ok(closed.judge(text, 'hr.example.org', false), text)
      }
    }),
  )
})

// The URL parser makes all of these 127.0.0.1, ::1 or their like: the guard must see what it makes of them.
const spellings = [
  ...[
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0x7f000001',
    '0177.0.0.1',
    '017700000001',
    '127.1',
    '127.0.0.1.',
    '0',
  ],
  ...['１２７.0.0.1', '127。0。0。1', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]'],
  ...[
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    'localhost',
    'LOCALHOST.',
    'loc\u00adalhost',
    'a.localhost',
  ],
]
for (const host of spellings) {
  test(`https://${host}/ is refused when it is saved`, () => {
    assert.match(closed.checkUrl(`https://${host}/`) ?? '', /GATEPOST_WEBHOOK_ALLOW/)
  })
}

test('the refusal says what the address is and what to do', () => {
  assert.equal(
    closed.checkUrl('https://10.0.4.12/hooks'),
    '10.0.4.12 is a private address. Allow it in GATEPOST_WEBHOOK_ALLOW, or use a public one.',
  )
  assert.equal(
    closed.judge('10.0.4.12', 'oa.internal', false),
    'oa.internal leads to 10.0.4.12, a private address. Allow it in GATEPOST_WEBHOOK_ALLOW, or use a public one.',
  )
  assert.equal(
    closed.checkUrl('https://169.254.169.254/latest'),
    '169.254.169.254 is a metadata address of a cloud. It opens only when GATEPOST_WEBHOOK_ALLOW names it exactly.',
  )
})

test('a name and a public address are taken over https', () => {
  for (const url of ['https://hr.example.org/x?y=1', 'https://8.8.8.8:8443/', 'https://bücher.example/']) {
    assert.equal(closed.checkUrl(url), undefined)
  }
})

test('http is for allowed hosts and addresses alone', () => {
  assert.match(
    closed.checkUrl('http://hr.example.org/') ?? '',
    /^http:\/\/ goes only to hosts and addresses in/,
  )
  assert.match(guardWith('10.0.0.0/8').checkUrl('http://8.8.8.8/') ?? '', /^http:/)
  assert.match(closed.judge('8.8.8.8', 'hr.example.org', true) ?? '', /allow hr\.example\.org there/)
  assert.equal(guardWith('10.0.0.0/8').checkUrl('http://10.1.2.3/'), undefined)
  assert.equal(guardWith('oa.internal').checkUrl('http://oa.internal./'), undefined)
})

for (const url of [
  'https://ann@hr.example.org/',
  'https://ann:pw@hr.example.org/',
  'https://:pw@hr.example.org/',
]) {
  test(`${url} is refused for what stands before its @`, () => {
    assert.match(closed.checkUrl(url) ?? '', /may not hold a user name or a password/)
  })
}

for (const url of [
  '',
  'hr.example.org',
  'https://',
  'ftp://hr.example.org/',
  'file:///etc/passwd',
  'https://256.256.256.256/',
]) {
  test(`“${url}” is refused as no web address`, () => assert.ok(closed.checkUrl(url)))
}

test('an allowed network, address or host name opens that and nothing beside it', () => {
  const guard = guardWith('10.0.0.0/8', '192.168.7.7', 'oa.internal', 'fd00::/8')
  assert.equal(guard.judge('10.255.0.1', 'x', false), undefined)
  assert.equal(guard.judge('::ffff:10.0.0.1', 'x', false), undefined)
  assert.equal(guard.judge('fd00::7', 'x', true), undefined)
  assert.equal(guard.judge('192.168.7.7', 'x', true), undefined)
  assert.equal(guard.judge('172.16.0.1', 'oa.internal', true), undefined)
  assert.ok(guard.judge('192.168.7.8', 'x', false))
  assert.ok(guard.judge('172.16.0.1', 'oa.internal.example.org', false))
  assert.ok(guard.judge('11.0.0.1', 'x', true))
})

test('a metadata address opens when it is named exactly, and not through a network or a host name', () => {
  for (const entries of [['169.254.0.0/16'], ['0.0.0.0/0', '::/0'], ['metadata.internal']]) {
    assert.match(
      guardWith(...entries).judge('169.254.169.254', 'metadata.internal', false) ?? '',
      /named? it exactly|names it exactly/,
    )
  }
  const wide = guardWith('0.0.0.0/0', '::/0')
  for (const address of [
    '100.100.100.200',
    'fd00:ec2::254',
    '168.63.129.16',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
  ]) {
    assert.match(wide.judge(address, 'x', false) ?? '', /metadata/)
  }
  assert.equal(wide.judge('169.254.1.1', 'x', false), undefined)
  assert.equal(guardWith('169.254.169.254').judge('169.254.169.254', 'x', false), undefined)
})

test('one forbidden answer of a resolver forbids them all', async () => {
  const mixed = createGuard(ALLOW_NOTHING, async () => answers('93.184.216.34', '10.0.0.1'))
  assert.match(
    (await mixed.resolveUrl('https://hr.example.org/')) ?? '',
    /leads to 10\.0\.0\.1, a private address/,
  )
  const error = await new Promise((resolve) => mixed.lookup(false)('hr.example.org', { all: true }, resolve))
  assert.ok(error instanceof ForbiddenAddress)
})

test('a name that does not resolve may be saved, and a lookup reports it as the system does', async () => {
  const failing = createGuard(ALLOW_NOTHING, () =>
    Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  )
  assert.equal(await failing.resolveUrl('https://hr.example.org/'), undefined)
  const error = await new Promise((resolve) => failing.lookup(false)('hr.example.org', {}, resolve))
  assert.equal(Object(error).code, 'ENOTFOUND')
})

test('a lookup answers in the form it is asked in', async () => {
  const guard = createGuard(ALLOW_NOTHING, async () => answers('2606:4700::1111', '93.184.216.34'))
  const ask = (options: object) =>
    new Promise((resolve) => guard.lookup(false)('hr.example.org', options, (...result) => resolve(result)))
  assert.deepEqual(await ask({ all: true }), [null, answers('2606:4700::1111', '93.184.216.34')])
  assert.deepEqual(await ask({}), [null, '2606:4700::1111', 6])
  assert.deepEqual(await ask({ family: 4 }), [null, '93.184.216.34', 4])
})
