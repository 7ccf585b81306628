import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProfile, customFieldFaults } from '../../src/domain/user-profile.ts'

const check = (profile: Parameters<typeof checkProfile>[0]) => {
  const faults: Record<string, string> = {}
  return { kept: checkProfile(profile, faults), faults }
}

test('absent leaves, empty and null clear, space around does not count', () => {
  assert.deepEqual(check({}).kept, {})
  assert.deepEqual(check({ name: '  Ann  ', phone: '', locale: null }).kept, {
    name: 'Ann',
    phone: null,
    locale: null,
  })
})

test('languages and time zones are brought to their usual form', () => {
  assert.deepEqual(check({ locale: 'ZH_hans_cn', zoneinfo: 'asia/shanghai' }).kept, {
    locale: 'zh-Hans-CN',
    zoneinfo: 'Asia/Shanghai',
  })
})

test('each fault stands at its field', () => {
  const { kept, faults } = check({
    name: 'Ann\r\nBcc: x',
    givenName: 'x'.repeat(101),
    phone: 'call me',
    locale: '!!',
    zoneinfo: '+25:99',
  })
  assert.deepEqual(Object.keys(faults).sort(), ['givenName', 'locale', 'name', 'phone', 'zoneinfo'])
  assert.deepEqual(kept, {})
})

test('a name may hold any script and sign, markup among it, since pages escape', () => {
  for (const name of ["O'Brien", '李雷', '<script>alert(1)</script>', 'Ann "the" Lee & Co'])
    assert.deepEqual(check({ name }), { kept: { name }, faults: {} })
})

test('custom fields have sober keys and bounded values', () => {
  assert.deepEqual(customFieldFaults({ team: 'blue', desk: 4, boss: false, gone: null }), {})
  const faults = customFieldFaults({
    '': 1,
    _x: 1,
    'a b': 1,
    ['k'.repeat(65)]: 1,
    long: 'x'.repeat(1001),
    odd: Number.POSITIVE_INFINITY,
  })
  assert.equal(Object.keys(faults).length, 6)
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`f${n}`, n]))
  assert.deepEqual(Object.keys(customFieldFaults(many)), ['customFields'])
  assert.ok(Object.keys(customFieldFaults(JSON.parse('{"__proto__": 1}'))).length > 0)
})
