import { z } from 'zod'
import type { EffectiveSetting } from '../domain/settings.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Whatever else a description forgets to call secret. */
const SECRET_NAME = /KEY|PASSWORD$|SECRET|TOKEN|DATABASE_URL|SMTP_URL/

/**
 * The settings of a schema as they are in force, in its order. The value of a secret is in none of them. `derived` has
 * values that the server finds by itself where nothing is set.
 */
export function effectiveSettings(
  schema: z.ZodObject,
  env: Env,
  derived: Readonly<Record<string, string>> = {},
): readonly EffectiveSetting[] {
  return Object.entries(schema.shape).map(([name, type]) => {
    const description = z.globalRegistry.get(type)?.description ?? ''
    const secret = SECRET_NAME.test(name) || description.includes('Secret:')
    const given = env[name]?.trim() ?? ''
    const set = given !== ''
    const value = set ? given : (derived[name] ?? defaultOf(type))
    return { name, description, secret, set, value: secret ? null : value }
  })
}

function defaultOf(type: unknown): string | null {
  if (!(type instanceof z.ZodDefault)) return null
  const value: unknown = type.def.defaultValue
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : null
  return String(value)
}
