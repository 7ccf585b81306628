// @ts-check
import express from 'express'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { readEvent } from './event.js'
import { Problem } from './problem.js'

/**
 * The door for Gatepost: POST /hooks/gatepost. A 200 means "taken for good"; any other answer means
 * "nothing changed here", and Gatepost sends the event again.
 *
 * @param {object} parts
 * @param {string[]} parts.secrets
 * @param {'never' | 'always' | 'half'} parts.fail
 * @param {(event: import('./event.js').Event) => Promise<string>} parts.take answers what became of the event
 * @param {() => void} parts.refused called for each wrong signature
 */
export function receive({ secrets, fail, take, refused }) {
  const webhooks = secrets.map((secret) => new Webhook(secret))
  const router = express.Router()

  router
    .route('/hooks/gatepost')
    .post(
      failOnPurpose(fail),
      // The signature covers the bytes as they were sent, so the body is not parsed before it is verified.
      express.raw({ type: () => true, limit: '1mb', inflate: false }),
      async (req, res) => {
        const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
        const headers = signedHeaders(req)
        const fault = signatureFault(webhooks, body, headers)
        if (fault) {
          refused()
          throw new Problem(401, 'Signature refused', fault)
        }
        const event = readEvent(headers['webhook-id'], body)
        res.json({ outcome: await take(event) })
      },
    )
    .all((_req, res) => {
      res.set('Allow', 'POST')
      throw new Problem(405, 'Method not allowed', 'Events are sent here by POST.')
    })
  return router
}

/** @param {express.Request} req */
function signedHeaders(req) {
  return {
    'webhook-id': req.get('webhook-id') ?? '',
    'webhook-timestamp': req.get('webhook-timestamp') ?? '',
    'webhook-signature': req.get('webhook-signature') ?? '',
  }
}

/**
 * Two secrets are live during a rotation: one that fits is enough.
 *
 * @param {Webhook[]} webhooks
 * @param {Buffer} body
 * @param {Record<string, string>} headers
 * @returns {string | undefined} what is wrong, in a sentence
 */
function signatureFault(webhooks, body, headers) {
  let fault = ''
  for (const webhook of webhooks) {
    try {
      webhook.verify(body, headers, { jsonParse: false })
      return undefined
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error
      fault = error.message
    }
  }
  if (fault.startsWith('Missing'))
    return 'One of webhook-id, webhook-timestamp and webhook-signature is missing.'
  if (fault.startsWith('Message timestamp'))
    return 'webhook-timestamp is more than five minutes off this clock.'
  return 'No signature fits. Check that OA_SECRET is the secret of this webhook.'
}

/**
 * Stands in for a system that is down, before anything was read or written. `half` fails the first POST,
 * takes the second, and so on.
 *
 * @param {'never' | 'always' | 'half'} fail
 * @returns {express.RequestHandler}
 */
function failOnPurpose(fail) {
  let posts = 0
  return (_req, _res, next) => {
    posts += 1
    if (fail === 'always' || (fail === 'half' && posts % 2 === 1)) {
      throw new Problem(500, 'Failing on purpose', `OA_FAIL is ${fail}. Nothing was changed.`)
    }
    next()
  }
}
