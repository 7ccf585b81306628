import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { DEFAULT_DELAYS } from '../../../../plugins/webhooks/endpoint/endpoint.ts'
import {
  formatDelays,
  formatHeaders,
  parseDelays,
  parseHeaders,
  parseJson,
} from '../../../../plugins/webhooks/routes/form-text.ts'

describe('settings as text', () => {
  it('writes the usual pauses as a person would', () => {
    assert.equal(formatDelays(DEFAULT_DELAYS), '5s 5m 30m 2h 5h 10h 14h 20h 24h')
  })

  it('reads every pause back as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 604_800 }), { maxLength: 30 }), (delays) => {
        assert.deepEqual(parseDelays(formatDelays(delays)), { value: delays })
      }),
    )
  })

  it('takes other units and separators, and no pause at all', () => {
    assert.deepEqual(parseDelays('10, 2min\n1d 0.5h'), { value: [10, 120, 86_400, 1800] })
    assert.deepEqual(parseDelays('  '), { value: [] })
  })

  it('names the part that is no pause', () => {
    for (const part of ['soon', '5x', '-5s', '5 minutes', '1e3', '٣s'])
      assert.ok('error' in parseDelays(`5s ${part}`), part)
  })

  it('reads every header back as it was written', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/)
    const value = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/)
    const headers = fc.uniqueArray(fc.tuple(name, value), { selector: ([one]) => one.toLowerCase() })
    fc.assert(
      fc.property(headers, (pairs) => {
        const given = Object.fromEntries(pairs)
        assert.deepEqual(parseHeaders(formatHeaders(given)), { value: given })
      }),
    )
  })

  it('names the line that is no header, and a name that stands twice', () => {
    assert.deepEqual(parseHeaders('A: 1\n\nno colon'), {
      error: 'Line 3 is no header. Write Name: value, one a line.',
    })
    assert.ok('error' in parseHeaders('X-A: 1\nx-a: 2'))
    assert.ok('error' in parseHeaders(': value'))
  })

  it('takes an empty text for no JSON, and refuses what is none', () => {
    assert.deepEqual(parseJson(' \n'), { value: null })
    assert.ok('error' in parseJson('{"all":'))
  })
})
