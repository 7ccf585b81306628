import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stringToSign } from '../../../plugins/genauth/string-to-sign.ts'
import { buildStringToSign } from './signed-call.ts'

const headerName = fc.constantFrom('date', 'x-authing-lang', 'x-authing-signature-nonce', 'accept', 'X-Other')
const parameters = fc.dictionary(
  fc.string({ minLength: 1 }),
  fc.jsonValue().filter((value) => value !== undefined),
)

test('is for any request what the SDK puts together', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('GET', 'POST'),
      fc.dictionary(headerName, fc.string()),
      parameters,
      (method, headers, sent) => {
        const path = '/api/v3/create-webhook'
        // As they arrive: a body is written as JSON and parsed again.
        const arrived: Record<string, unknown> = JSON.parse(JSON.stringify(sent))
        assert.equal(
          stringToSign({ method, path, headers, parameters: arrived }),
          buildStringToSign(method, path, headers, sent),
        )
      },
    ),
  )
})
