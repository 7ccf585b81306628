import { createPublicKey, verify } from 'node:crypto'

/** An Ed25519 public key, as `publicKeys` and the `jwksUrl` of a webhook give it. */
export interface PublicKey {
  verifies(text: Uint8Array, signature: string): boolean
}

/** Reads `whpk_` and the base64 of 32 bytes. Throws for another text. */
export function readPublicKey(text: string): PublicKey {
  const bytes = Buffer.from(text.slice('whpk_'.length), 'base64')
  if (!text.startsWith('whpk_') || bytes.length !== 32)
    throw new Error('A public key of a webhook is whpk_ and the base64 of 32 bytes.')
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  return { verifies: (signed, signature) => verify(null, signed, key, Buffer.from(signature, 'base64')) }
}
