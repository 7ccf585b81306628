// @ts-check
import { resolve } from 'node:path'

/**
 * @typedef {object} Settings
 * @property {string} host
 * @property {number} port 0 takes any free port
 * @property {string[]} secrets one, or two while the secret is being rotated
 * @property {string} data folder of the database
 * @property {'never' | 'always' | 'half'} fail for demonstrations: answer 500 on purpose
 */

const FAILURES = /** @type {const} */ (['never', 'always', 'half'])

/** A fault that the person who starts the program can mend; its message is all they need. */
export class StartFault extends Error {}

/**
 * Reads the settings from the environment.
 *
 * @param {Record<string, string | undefined>} env
 * @returns {Settings}
 * @throws {StartFault} one line for each fault
 */
export function readSettings(env) {
  /** @type {string[]} */
  const faults = []

  const port = Number(env.PORT || 3001)
  if (!/^\d*$/.test(env.PORT ?? '') || port > 65535) {
    faults.push(`PORT must be a whole number from 0 to 65535, and it is ${JSON.stringify(env.PORT)}.`)
  }

  const secrets = (env.OA_SECRET ?? '').split(',').map((secret) => secret.trim())
  if (secrets.length > 2) {
    faults.push('OA_SECRET takes one secret, or two with a comma between them during a rotation.')
  } else if (!secrets.every(isSecret)) {
    // The value itself is never printed: it may be most of a real secret.
    faults.push(
      'OA_SECRET must be the secret that Gatepost showed when the webhook was made: whsec_ and base64 of 24 to 64 bytes.',
    )
  }

  const fail = FAILURES.find((choice) => choice === (env.OA_FAIL || 'never'))
  if (!fail) faults.push(`OA_FAIL must be never, always or half, and it is ${JSON.stringify(env.OA_FAIL)}.`)

  if (!fail || faults.length > 0) throw new StartFault(faults.join('\n'))
  return { host: env.HOST || '127.0.0.1', port, secrets, data: resolve(env.OA_DATA || 'data'), fail }
}

/** Standard Webhooks, "Signature scheme": a symmetric secret has 24 to 64 bytes. @param {string} secret */
function isSecret(secret) {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)) return false
  const base64 = secret.slice('whsec_'.length)
  const bytes = Buffer.from(base64, 'base64')
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === base64
}
