import { isIP } from 'node:net'
import type { Request } from 'express'
import { Refusal } from '../domain/errors.ts'
import type { ChallengePurpose, ChallengeUse, PasskeyProof } from '../domain/passkey.ts'
import type { RelyingParty } from '../lib/webauthn.ts'
import { askForPasskey } from '../usecases/passkey-challenge.ts'
import { FRESH_PROOF_MS } from './browser-session.ts'
import type { PageParts } from './parts.ts'

/**
 * Who asks for passkeys: by GATEPOST_URL alone, never by a header. Undefined where that names an address in digits,
 * for which browsers make none (WebAuthn §5.1.3).
 */
export function siteOf({ settings, deps }: Pick<PageParts, 'settings' | 'deps'>): RelyingParty | undefined {
  const { hostname, origin } = new URL(settings.url)
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return undefined
  return { id: hostname, origin, name: deps.rules.issuer }
}

/** What a challenge in this browser is bound to. */
export function useIn(req: Request, purpose: ChallengePurpose): ChallengeUse {
  if (purpose === 'sign-in') return { purpose, binding: '' }
  return { purpose, binding: req.user?.session.id ?? req.sessionID }
}

/** The options of WebAuthn for a form; undefined where there is no passkey to ask for. */
export async function passkeyOptions(
  parts: PageParts,
  req: Request,
  purpose: ChallengePurpose,
  userId?: string,
): Promise<string | undefined> {
  const site = siteOf(parts)
  return site && askForPasskey(parts.deps, site, useIn(req, purpose), userId)
}

/** The answer that a form brought. Refuses with `not_found` where this server takes none. */
export function passkeyProof(
  parts: PageParts,
  req: Request,
  purpose: ChallengePurpose,
  answer: string,
): PasskeyProof {
  const site = siteOf(parts)
  if (!site) throw new Refusal('not_found')
  return { kind: 'passkey', answer, site, use: useIn(req, purpose) }
}

export function isFreshByPasskey(req: Request, now: number): boolean {
  const { passkeyAt } = req.session
  return passkeyAt !== undefined && now - passkeyAt < FRESH_PROOF_MS
}
