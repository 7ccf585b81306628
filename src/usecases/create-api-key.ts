import { type ApiKey, type ApiScope, KEY_PREFIX, type KeyKind, SCOPES } from '../domain/api-key.ts'
import { invalid } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import type { Faults } from '../domain/faults.ts'
import { checkLine } from '../domain/user-profile.ts'
import { hashToken, randomToken } from '../lib/secrets.ts'
import { insertApiKey } from '../repositories/api-keys.ts'
import type { Tx } from '../repositories/connection.ts'
import type { Deps } from './deps.ts'
import { refuseUnlessTrusted } from './grant-operator.ts'

interface NewKey {
  readonly name: string
  readonly scopes?: readonly string[] | undefined
  /** UTC epoch milliseconds. */
  readonly expiresAt?: number | null | undefined
}

/**
 * Makes a key of the admin API. `secret` is shown this once and kept as a hash. All scopes unless told; no end unless
 * told. Refuses with `invalid` (name, scopes, expiresAt), and with `forbidden` for a key that makes keys.
 */
export async function createApiKey(
  deps: Deps,
  input: NewKey,
  context: EventContext,
): Promise<{ key: ApiKey; secret: string }> {
  const key = newKey(deps, 'bearer', input, context)
  const secret = `${KEY_PREFIX}${randomToken()}`
  await deps.transaction(async (tx) => {
    await insertApiKey(tx, key, hashToken(secret))
    await announceKey(deps, tx, key, context)
  })
  return { key, secret }
}

/** A key of either kind, checked and not yet kept. */
export function newKey(deps: Deps, kind: KeyKind, input: NewKey, context: EventContext): ApiKey {
  refuseUnlessTrusted(context)
  const now = deps.clock.now()
  const faults: Faults = {}
  const name = input.name.trim()
  const checked = checkLine(name, 100)
  if (name === '') faults.name = 'Give the key a name, such as the program that will use it.'
  else if ('fault' in checked) faults.name = checked.fault
  const scopes = [...new Set(input.scopes ?? SCOPES)]
  const unknown = scopes.filter((scope) => !isScope(scope))
  if (unknown.length > 0)
    faults.scopes = `There is no scope ${unknown.join(', ')}. The scopes are ${SCOPES.join(', ')}.`
  else if (scopes.length === 0) faults.scopes = 'Give the key at least one scope.'
  const expiresAt = input.expiresAt ?? null
  if (expiresAt !== null && !(expiresAt > now)) faults.expiresAt = 'The end of a key lies in the future.'
  if (Object.keys(faults).length > 0) throw invalid(faults)
  return {
    id: deps.id('key'),
    kind,
    name,
    scopes: scopes.filter(isScope),
    createdAt: now,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
  }
}

/** Tells of a new key in the transaction that keeps it. */
export async function announceKey(deps: Deps, tx: Tx, key: ApiKey, context: EventContext): Promise<void> {
  const about = {
    id: key.id,
    kind: key.kind,
    name: key.name,
    scopes: [...key.scopes],
    expiresAt: key.expiresAt === null ? null : new Date(key.expiresAt).toISOString(),
  }
  await deps.announce(tx, serverEvent('api_key.created', null, { key: about }, context))
}

function isScope(text: string): text is ApiScope {
  return SCOPES.some((scope) => scope === text)
}
