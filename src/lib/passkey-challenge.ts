import { randomBytes } from 'node:crypto'
import { type Keyring, sameText } from './secrets.ts'

const NONCE = 16
const EXPIRY = 6

/**
 * A WebAuthn challenge that carries the proof of its origin, so that showing one writes no row: base64url of 16 random
 * bytes, the time it ends (48 bits of UTC epoch milliseconds) and a MAC over both and `use`.
 */
export function makeChallenge(keyring: Keyring, use: string, expiresAt: number): string {
  const body = Buffer.alloc(NONCE + EXPIRY)
  randomBytes(NONCE).copy(body)
  body.writeUIntBE(expiresAt, NONCE, EXPIRY)
  const mac = Buffer.from(macOf(keyring, use, body), 'base64url')
  return Buffer.concat([body, mac]).toString('base64url')
}

/** When a challenge that was made for `use` ends; undefined for any other. That it counts once is the caller's. */
export function challengeEnd(keyring: Keyring, use: string, challenge: string): number | undefined {
  const bytes = Buffer.from(challenge, 'base64url')
  if (bytes.length !== NONCE + EXPIRY + 32) return undefined
  const body = bytes.subarray(0, NONCE + EXPIRY)
  const mac = bytes.subarray(NONCE + EXPIRY).toString('base64url')
  return sameText(mac, macOf(keyring, use, body)) ? body.readUIntBE(NONCE, EXPIRY) : undefined
}

function macOf(keyring: Keyring, use: string, body: Buffer): string {
  return keyring.mac('passkey-challenge', `${body.toString('base64url')}:${use}`)
}
