import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'

/** Who asks for a passkey (WebAuthn §4, relying party): from the address of this server alone. */
export interface RelyingParty {
  /** The host name. */
  readonly id: string
  readonly origin: string
  readonly name: string
}

export interface KnownCredential {
  readonly credentialId: string
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
}

export interface NewCredential extends KnownCredential {
  readonly synced: boolean
}

type CreationAnswer = RegistrationResponseJSON
type RequestAnswer = AuthenticationResponseJSON

const TIMEOUT_MS = 5 * 60_000

// Loaded on first use: most starts of the process never see a passkey.
const server = () => import('@simplewebauthn/server')

/** What `navigator.credentials.create` is asked for: a discoverable key that knows its owner by finger, face or PIN. */
export async function creationOptions(
  site: RelyingParty,
  user: { readonly id: string; readonly name: string; readonly displayName: string },
  known: readonly KnownCredential[],
  challenge: string,
): Promise<string> {
  const { generateRegistrationOptions } = await server()
  return JSON.stringify(
    await generateRegistrationOptions({
      rpID: site.id,
      rpName: site.name,
      userID: new Uint8Array(Buffer.from(user.id)),
      userName: user.name,
      userDisplayName: user.displayName,
      challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
      timeout: TIMEOUT_MS,
      attestationType: 'none',
      excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    }),
  )
}

/** What `navigator.credentials.get` is asked for; without `known` the browser offers every passkey of this site. */
export function requestOptions(
  site: RelyingParty,
  known: readonly KnownCredential[],
  challenge: string,
): string {
  const allowCredentials = known.map(({ credentialId, transports }) => ({
    id: credentialId,
    type: 'public-key',
    transports,
  }))
  return JSON.stringify({
    challenge,
    rpId: site.id,
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    allowCredentials,
  })
}

/** The parts of an answer that say which key and which challenge it is about; undefined for what is none. */
export function readAnswer(
  json: string,
): { readonly credentialId: string; readonly challenge: string; readonly userHandle?: string } | undefined {
  try {
    const answer: { id?: unknown; response?: { clientDataJSON?: unknown; userHandle?: unknown } } = Object(
      JSON.parse(json),
    )
    const { clientDataJSON, userHandle } = Object(answer.response)
    if (typeof answer.id !== 'string' || typeof clientDataJSON !== 'string') return undefined
    const { challenge } = Object(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')))
    if (typeof challenge !== 'string') return undefined
    const handle = typeof userHandle === 'string' ? Buffer.from(userHandle, 'base64url').toString('utf8') : ''
    return { credentialId: answer.id, challenge, ...(handle === '' ? {} : { userHandle: handle }) }
  } catch {
    return undefined
  }
}

/** The key that an answer to `creationOptions` brings (WebAuthn §7.1); undefined where anything does not fit. */
export async function newCredential(
  site: RelyingParty,
  json: string,
  challenge: string,
): Promise<NewCredential | undefined> {
  const { verifyRegistrationResponse } = await server()
  try {
    const response: CreationAnswer = JSON.parse(json)
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
    })
    if (!verified) return undefined
    const { credential, credentialBackedUp } = registrationInfo
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: credential.transports ?? [],
      synced: credentialBackedUp,
    }
  } catch {
    // The library throws on every answer that does not fit, and on whatever somebody made up.
    return undefined
  }
}

/**
 * The counter that a right answer to `requestOptions` brings (WebAuthn §7.2); undefined where anything does not fit: a
 * foreign origin, no user verification, a wrong signature, or a counter that does not rise, which tells of a copy.
 */
export async function provenCounter(
  site: RelyingParty,
  json: string,
  challenge: string,
  known: KnownCredential,
): Promise<number | undefined> {
  const { verifyAuthenticationResponse } = await server()
  try {
    const response: RequestAnswer = JSON.parse(json)
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
      credential: {
        id: known.credentialId,
        publicKey: new Uint8Array(Buffer.from(known.publicKey, 'base64url')),
        counter: known.counter,
      },
    })
    return verified ? authenticationInfo.newCounter : undefined
  } catch {
    // As above.
    return undefined
  }
}
