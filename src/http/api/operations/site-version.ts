import { type SiteSettings, siteSettingsSchema } from '../../../domain/site-settings.ts'
import { siteVersion, type Unchanged } from '../../../domain/versions.ts'
import type { ApiAnswer } from '../../../hooks/contract.ts'
import type { Deps } from '../../../usecases/deps.ts'

type Keys = Pick<Deps, 'keyring'>

/** The settings with their version, which the logo shares. */
export function siteAnswer({ keyring }: Keys, site: SiteSettings): ApiAnswer {
  return { status: 200, version: siteVersion(keyring, site), body: siteSettingsSchema.parse(site) }
}

/** Compares what is there under the lock of the change with what the caller saw. */
export function unchangedSite({ keyring }: Keys, seen: (version: string) => void): Unchanged<SiteSettings> {
  return (present) => seen(siteVersion(keyring, present))
}
