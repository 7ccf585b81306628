import { StartError } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { readIdentifier } from '../domain/identifiers.ts'
import type { Env } from '../hooks/contract.ts'
import { randomToken } from '../lib/secrets.ts'
import { listOperators } from '../repositories/operators.ts'
import { createAccessKey } from '../usecases/create-access-key.ts'
import { createApiKey } from '../usecases/create-api-key.ts'
import { createOperator } from '../usecases/create-operator.ts'
import { listApiKeys } from '../usecases/list-api-keys.ts'
import { resetFactors } from '../usecases/reset-factors.ts'
import { revokeApiKey } from '../usecases/revoke-api-key.ts'
import { setPassword } from '../usecases/set-password.ts'
import { type Installed, openInstallation, readAllSettings } from './open-installation.ts'

/** What the command line does; each opens the installation, also beside a running server, and closes it again. */
const context: EventContext = { actor: { type: 'cli' } }

export async function withInstallation<T>(env: Env, work: (installed: Installed) => Promise<T>): Promise<T> {
  const installed = await openInstallation(readAllSettings(env))
  try {
    return await work(installed)
  } finally {
    await installed.close()
  }
}

/** Brings the database up to date. */
export function migrateOnly(env: Env): Promise<void> {
  return withInstallation(env, async () => {})
}

export interface KeyOptions {
  readonly name: string
  readonly scopes?: readonly string[]
  /** Epoch milliseconds. */
  readonly expiresAt?: number
}

export function createKey(env: Env, options: KeyOptions) {
  return withInstallation(env, ({ deps }) =>
    createApiKey(
      deps,
      {
        name: options.name,
        ...(options.scopes ? { scopes: [...options.scopes] } : {}),
        expiresAt: options.expiresAt ?? null,
      },
      context,
    ),
  )
}

/** A pair for the GenAuth API: the key's id, and the secret that signs. */
export function createPair(env: Env, options: Omit<KeyOptions, 'scopes'>) {
  return withInstallation(env, ({ deps }) => createAccessKey(deps, options, context))
}

export function listKeys(env: Env) {
  return withInstallation(env, ({ deps }) => listApiKeys(deps))
}

export function revokeKey(env: Env, keyId: string) {
  return withInstallation(env, ({ deps }) => revokeApiKey(deps, { keyId }, context))
}

export interface OperatorOptions {
  readonly email?: string
  readonly username?: string
  readonly name?: string
  /** Made up and answered when absent. */
  readonly password?: string
}

/** Makes an operator; answers the password, made up unless given. */
export function makeOperator(env: Env, options: OperatorOptions): Promise<{ id: string; password: string }> {
  return withInstallation(env, async ({ deps }) => {
    const password = options.password ?? randomToken(128)
    const user = await createOperator(deps, { ...options, password }, context)
    return { id: user.id, password }
  })
}

/** A new password for an operator who is locked out, and no second factor any more. Ends all their sessions. */
export function resetOperator(
  env: Env,
  identifier: string,
  given?: string,
): Promise<{ id: string; password: string }> {
  return withInstallation(env, async ({ deps }) => {
    const wanted = readIdentifier(identifier)
    const operators = await listOperators(deps.reader)
    const user = operators.find((candidate) =>
      'email' in wanted ? candidate.email === wanted.email : candidate.usernameKey === wanted.usernameKey,
    )
    if (!user) throw new StartError(`No operator has the name or address ${identifier}.`)
    const password = given ?? randomToken(128)
    await setPassword(deps, { userId: user.id, password }, context)
    await resetFactors(deps, { userId: user.id }, context)
    return { id: user.id, password }
  })
}
