import { readFileSync } from 'node:fs'
import { SettingsError } from '../domain/errors.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Settings that may come from a file instead: `NAME_FILE` holds its path (container secrets). */
const FROM_FILE = /^(GATEPOST_[A-Z_]+|DATABASE_URL|DATABASE_DIRECT_URL|SMTP_URL)_FILE$/

/** The environment with every `NAME_FILE` read into `NAME`. Throws a `SettingsError` naming each that cannot be. */
export function readSecretFiles(env: Env): Env {
  const result: Record<string, string | undefined> = { ...env }
  const faults: string[] = []
  for (const [name, path] of Object.entries(env)) {
    const base = FROM_FILE.exec(name)?.[1]
    if (!base || !path) continue
    if (env[base]) faults.push(`${name} and ${base} are both set; keep one`)
    try {
      result[base] = readFileSync(path, 'utf8').trim()
    } catch {
      faults.push(`${name} names a file that cannot be read`)
    }
  }
  if (faults.length > 0) throw new SettingsError(faults)
  return result
}
