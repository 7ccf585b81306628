import { z } from 'zod'
import { SettingsError } from './errors.ts'

/** Text of the environment; surrounding space does not count, and empty is the same as absent. */
const text = z.string().trim()

/** Building blocks of settings, all of them fed from text. */
export const setting = {
  text,
  list: text.transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  ),
  integer: (min: number, max: number) =>
    text
      .regex(/^\d+$/, 'must be a whole number')
      .transform(Number)
      .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`)),
  flag: z
    .enum(['true', 'false', '1', '0'], 'must be true or false')
    .transform((value) => value === 'true' || value === '1'),
}

/**
 * Reads the settings that `schema` names from the environment; the keys are the settings' names. Throws a
 * `SettingsError` that lists every fault as `NAME message`, never a value.
 */
export function parseSettings<S extends z.ZodObject>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const given: Record<string, string> = {}
  for (const name of Object.keys(schema.shape)) {
    const value = env[name]
    if (value !== undefined && value.trim() !== '') given[name] = value
  }
  const result = schema.safeParse(given)
  if (result.success) return result.data
  throw new SettingsError(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`))
}

/** One setting of the environment as it is in force. */
export interface EffectiveSetting {
  readonly name: string
  readonly description: string
  readonly secret: boolean
  /** Whether the environment names it. */
  readonly set: boolean
  /** Null for a secret, and where there is none. */
  readonly value: string | null
}
