import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MASK, maskHeaders } from '../../../../plugins/webhooks/endpoint/custom-headers.ts'
import { secretHider } from '../../../../plugins/webhooks/sending/hide-secrets.ts'

const hider = (sent: Record<string, string>, custom: readonly string[] = []) =>
  secretHider(sent, maskHeaders(sent, custom))

describe('what is kept of an answer', () => {
  it('has the mask where it repeats a custom header', () => {
    const hide = hider({ 'X-Key': 'open "sesame"', 'webhook-id': 'evt_1' }, ['X-Key'])
    assert.equal(hide('you sent open "sesame" and evt_1'), `you sent ${MASK} and evt_1`)
    assert.equal(hide('{"x-key":"open \\"sesame\\""}'), `{"x-key":"${MASK}"}`)
  })

  it('has the mask where it repeats a token, with its scheme or without', () => {
    const hide = hider({ authorization: 'Bearer letmein-4711' })
    assert.equal(hide('Bearer letmein-4711, letmein-4711'), `${MASK}, ${MASK}`)
  })

  it('has the mask where it repeats a password, encoded or decoded', () => {
    const credentials = Buffer.from('oa:hush-hush').toString('base64')
    const hide = hider({ authorization: `Basic ${credentials}` })
    assert.equal(hide(`${credentials} is oa:hush-hush, so hush-hush`), `${MASK} is ${MASK}, so ${MASK}`)
  })

  it('stays as it is where nothing secret was sent, or something too short to tell', () => {
    assert.equal(hider({ 'webhook-id': 'evt_1' })('evt_1'), 'evt_1')
    assert.equal(hider({ 'x-n': '1' }, ['x-n'])('1 of 11'), '1 of 11')
  })
})
