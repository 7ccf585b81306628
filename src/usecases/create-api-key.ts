import { type ApiKey, type ApiScope, KEY_PREFIX, SCOPES } from '../domain/api-key.ts'
import { invalid } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import type { Faults } from '../domain/faults.ts'
import { checkLine } from '../domain/user-profile.ts'
import { hashToken, randomToken } from '../lib/secrets.ts'
import { insertApiKey } from '../repositories/api-keys.ts'
import type { Deps } from './deps.ts'
import { refuseUnlessTrusted } from './grant-operator.ts'

/**
 * Makes a key of the admin API. `secret` is shown this once and kept as a hash. All scopes unless told; no end unless
 * told. Refuses with `invalid` (name, scopes, expiresAt), and with `forbidden` for a key that makes keys.
 */
export async function createApiKey(
  deps: Deps,
  input: {
    readonly name: string
    readonly scopes?: readonly string[] | undefined
    /** UTC epoch milliseconds. */
    readonly expiresAt?: number | null | undefined
  },
  context: EventContext,
): Promise<{ key: ApiKey; secret: string }> {
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

  const secret = `${KEY_PREFIX}${randomToken()}`
  const key: ApiKey = {
    id: deps.id('key'),
    name,
    scopes: scopes.filter(isScope),
    createdAt: now,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
  }
  await deps.transaction(async (tx) => {
    await insertApiKey(tx, key, hashToken(secret))
    const about = {
      id: key.id,
      name,
      scopes: [...key.scopes],
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    }
    await deps.announce(tx, serverEvent('api_key.created', null, { key: about }, context))
  })
  return { key, secret }
}

function isScope(text: string): text is ApiScope {
  return SCOPES.some((scope) => scope === text)
}
