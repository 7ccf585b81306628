import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createVerify, type MessageHeaders, RefusedMessage } from 'gatepost/receiver'
import { newKeyPair, publicKeyOf } from '../../plugins/webhooks/sending/key-pair.ts'
import { newSecret, signatureHeaders } from '../../plugins/webhooks/sending/sign.ts'

const BODY = '{"type":"user.updated","data":{"name":"Žofie 名前 🙂"}}'
const SECRET = newSecret()
const PAIR = newKeyPair()
const PUBLIC = publicKeyOf(PAIR) ?? ''

const signed = (secrets: readonly string[], at = Date.now(), body = BODY) =>
  signatureHeaders(secrets, 'evt_1', at, body)

/** The code of the refusal; undefined when the message is taken. */
function refusalOf(secrets: string | readonly string[], headers: MessageHeaders, body: string = BODY) {
  try {
    createVerify(secrets)(Buffer.from(body), headers)
    return undefined
  } catch (error) {
    if (!(error instanceof RefusedMessage)) throw error
    return error.code
  }
}

describe('verifying a message', () => {
  it('takes what a shared secret or a key pair signed, byte for byte', () => {
    assert.equal(refusalOf(SECRET, signed([SECRET])), undefined)
    assert.equal(refusalOf(PUBLIC, signed([PAIR])), undefined)
    assert.equal(refusalOf(SECRET, signed([SECRET]), `${BODY} `), 'signature')
    assert.equal(refusalOf(PUBLIC, signed([PAIR]), `${BODY} `), 'signature')
  })

  it('takes a message that any of several secrets and keys fits, on either side', () => {
    const other = newSecret()
    for (const signing of [[SECRET], [PAIR], [other, SECRET], [other, PAIR]])
      assert.equal(refusalOf([SECRET, PUBLIC], signed(signing)), undefined)
    assert.equal(refusalOf(`${SECRET}, ${PUBLIC}`, signed([PAIR])), undefined)
    assert.equal(refusalOf([SECRET, PUBLIC], signed([other, newKeyPair()])), 'signature')
  })

  it('never takes one scheme for the other', () => {
    const { 'webhook-signature': signature = '', ...rest } = signed([SECRET])
    const relabelled = { ...rest, 'webhook-signature': signature.replace('v1,', 'v1a,') }
    assert.equal(refusalOf([SECRET, PUBLIC], relabelled), 'signature')
  })

  it('refuses an id or a time that was changed after signing', () => {
    const headers = signed([SECRET, PAIR])
    for (const secret of [SECRET, PUBLIC]) {
      assert.equal(refusalOf(secret, { ...headers, 'webhook-id': 'evt_2' }), 'signature')
      const later = String(Number(headers['webhook-timestamp']) + 1)
      assert.equal(refusalOf(secret, { ...headers, 'webhook-timestamp': later }), 'signature')
    }
  })

  it('refuses what is older or newer than five minutes, whoever signed it', () => {
    for (const off of [-301_000, 302_000]) {
      assert.equal(refusalOf(SECRET, signed([SECRET], Date.now() + off)), 'clock')
      assert.equal(refusalOf(PUBLIC, signed([PAIR], Date.now() + off)), 'clock')
    }
    for (const odd of ['', 'soon', '1e3', '-1', '12 34'])
      assert.notEqual(refusalOf(PUBLIC, { ...signed([PAIR]), 'webhook-timestamp': odd }), undefined, odd)
  })

  it('says which headers are missing, and reads them in any case from whatever holds them', () => {
    assert.equal(refusalOf(SECRET, {}), 'headers_missing')
    const headers = signed([SECRET])
    assert.equal(refusalOf(SECRET, new Headers(headers)), undefined)
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    )
    assert.equal(refusalOf(SECRET, upper), undefined)
  })

  it('takes the vector that the Standard Webhooks specification publishes, at its time', (t) => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    assert.equal(refusalOf(secret, headers, '{"test": 2432232314}'), 'clock')
    t.mock.timers.enable({ apis: ['Date'], now: 1_614_265_330_000 })
    assert.equal(refusalOf(secret, headers, '{"test": 2432232314}'), undefined)
    assert.equal(refusalOf(secret, headers, '{"test": 2432232315}'), 'signature')
  })

  it('refuses at the start what is no secret, without repeating it', () => {
    for (const odd of ['', 'whsec_', 'secret', 'whpk_dG9vLXNob3J0', PAIR, []])
      assert.throws(
        () => createVerify(odd),
        (error: Error) => !error.message.includes('dG9v') && !(error instanceof RefusedMessage),
        String(odd),
      )
  })
})
