import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** An authenticator in software: what a browser would send, with whatever a test wants to be wrong. */
export interface SoftPasskey {
  create(challenge: string, origin?: string): string
  get(challenge: string, given?: Given): string
  /** The same key under another's name. */
  readonly credentialId: string
}

interface Given {
  readonly origin?: string
  readonly counter?: number
  readonly userHandle?: string
  readonly credentialId?: string
  /** Whether finger, face or PIN was asked for. */
  readonly verified?: boolean
}

const ORIGIN = 'https://id.example.org'
const UP = 0x01
const UV = 0x04
const AT = 0x40

export function softPasskey(rpId = 'id.example.org'): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  const credentialId = id.toString('base64url')
  const hash = (data: Buffer | string) => createHash('sha256').update(data).digest()
  const clientData = (type: string, challenge: string, origin: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authData = (flags: number, counter: number, rest = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([hash(rpId), Buffer.from([flags]), count, rest])
  }
  // COSE (RFC 9053 §7.1.1): kty EC2, alg ES256, crv P-256, x, y.
  const cose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ])
  return {
    credentialId,
    create(challenge, origin = ORIGIN) {
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const data = authData(UP | UV | AT, 0, attested)
      // CBOR: { fmt: 'none', attStmt: {}, authData }
      const object = Buffer.concat([
        Buffer.from('a3', 'hex'),
        Buffer.from('63666d74646e6f6e65', 'hex'),
        Buffer.from('6761747453746d74a0', 'hex'),
        Buffer.from('686175746844617461', 'hex'),
        Buffer.from([0x58, data.length]),
        data,
      ])
      const client = clientData('webauthn.create', challenge, origin)
      return JSON.stringify({
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          attestationObject: object.toString('base64url'),
          transports: ['internal'],
        },
      })
    },
    get(challenge, { origin = ORIGIN, counter = 0, userHandle, verified = true, ...given } = {}) {
      const data = authData(verified ? UP | UV : UP, counter)
      const client = clientData('webauthn.get', challenge, origin)
      const name = given.credentialId ?? credentialId
      return JSON.stringify({
        id: name,
        rawId: name,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', Buffer.concat([data, hash(client)]), privateKey).toString('base64url'),
          ...(userHandle === undefined ? {} : { userHandle: Buffer.from(userHandle).toString('base64url') }),
        },
      })
    },
  }
}
