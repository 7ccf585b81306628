import type { Keyring } from '../lib/secrets.ts'
import type { FieldDefinition } from './custom-field.ts'
import { Refusal } from './errors.ts'
import type { SiteSettings } from './site-settings.ts'
import type { User } from './user.ts'

/** Throws where what is there now is not what somebody saw before they changed it. Called under the lock of the change. */
export type Unchanged<T> = (present: T) => void

/** Refuses with `precondition_failed` what is no longer of the version that `shown` has. */
export function unchangedSince<T>(shown: T, version: (of: T) => unknown): Unchanged<T> {
  const compared = version(shown)
  return (present) => {
    if (version(present) !== compared) throw new Refusal('precondition_failed')
  }
}

/**
 * Versions of what operators and programs change, by content: what was changed back is what it was. Some of the content
 * is told to nobody, so they are made with a key: none can be guessed at from outside.
 */
function versionOf(keyring: Pick<Keyring, 'mac'>, content: unknown): string {
  return keyring.mac('version', JSON.stringify(content, inOrder)).slice(0, 22)
}

/** What was just made and what is read of it later hold the same names, and not always in the same order. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What others may change of a user; not what signing in counts. */
export function userVersion(keyring: Pick<Keyring, 'mac'>, user: User): string {
  return versionOf(keyring, [
    ...[user.id, user.username, user.email, user.phone, user.name, user.givenName, user.familyName],
    ...[user.locale, user.zoneinfo, user.externalId, user.status, user.statusReason, user.role],
    ...[user.customFields, user.privateFields],
  ])
}

export function siteVersion(keyring: Pick<Keyring, 'mac'>, site: SiteSettings): string {
  return versionOf(keyring, ['site', site])
}

export function fieldVersion(keyring: Pick<Keyring, 'mac'>, field: FieldDefinition): string {
  return versionOf(keyring, ['field', field])
}
