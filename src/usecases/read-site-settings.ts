import type { SiteSettings } from '../domain/site-settings.ts'
import { findSiteSettings } from '../repositories/site-settings.ts'
import type { Deps } from './deps.ts'

/** What the operator has set in the console, as it is now. */
export async function readSiteSettings(deps: Pick<Deps, 'reader'>): Promise<SiteSettings> {
  return findSiteSettings(deps.reader)
}
