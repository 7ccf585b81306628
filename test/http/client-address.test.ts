import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cutUrl } from '../../src/http/process-log.ts'
import { safeReturnTo } from '../../src/http/return-to.ts'
import { addressKey } from '../../src/lib/address-key.ts'

describe('the key under which an address is limited', () => {
  const same = (a: string, b: string) => assert.equal(addressKey(a), addressKey(b))
  const differ = (a: string, b: string) => assert.notEqual(addressKey(a), addressKey(b))

  it('is the whole address for IPv4, also inside IPv6', () => {
    same('203.0.113.9', '::ffff:203.0.113.9')
    differ('203.0.113.9', '203.0.113.10')
  })
  it('is the /64 for IPv6, since one household owns that many', () => {
    same('2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff')
    differ('2001:db8:1:2::1', '2001:db8:1:3::1')
  })
  it('is one for all that is no address', () => {
    same('junk', '')
    same('fe80::1%eth0', 'fe80::2')
  })
})

describe('a place to return to', () => {
  it('is a path of this server', () => {
    assert.equal(safeReturnTo('/account/mfa?x=1'), '/account/mfa?x=1')
  })
  for (const foreign of [
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/..//evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'account',
    '',
    '/a\nb',
    `/${'a'.repeat(1000)}`,
    ['/account'],
    undefined,
  ])
    it(`is never ${JSON.stringify(foreign)?.slice(0, 30)}`, () => {
      assert.equal(safeReturnTo(foreign), undefined)
    })
})

describe('an address in the process log', () => {
  it('keeps the names of the query and none of its values', () => {
    assert.equal(cutUrl('/verify-email?token=abc&x=%2Freset%3Ftoken%3Ddef'), '/verify-email?token=…&x=…')
    assert.equal(cutUrl('/account'), '/account')
  })
})
