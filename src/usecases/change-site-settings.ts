import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import { type SiteSettings, siteFaults } from '../domain/site-settings.ts'
import type { Unchanged } from '../domain/versions.ts'
import { lockSiteSettings, saveSiteSettings } from '../repositories/site-settings.ts'
import { throwFaults } from './check-names.ts'
import type { Deps } from './deps.ts'
import { refusePersons } from './refuse-persons.ts'

/**
 * An operator, or a key with the scope, changes settings; what is absent stays. Nothing changed, nothing announced. Refuses with `invalid` by
 * the setting's name.
 */
export async function changeSiteSettings(
  deps: Deps,
  input: {
    readonly changes: Partial<SiteSettings>
    readonly unchanged?: Unchanged<SiteSettings> | undefined
  },
  context: EventContext,
): Promise<SiteSettings> {
  refusePersons(context)
  return deps.transaction(async (tx) => {
    const before = await lockSiteSettings(tx, deps.locks)
    input.unchanged?.(before)
    const site: SiteSettings = { ...before, ...input.changes }
    throwFaults(siteFaults(site))
    const changes: Record<string, { from: unknown; to: unknown }> = {}
    for (const name of Object.keys(site) as (keyof SiteSettings)[])
      if (JSON.stringify(before[name]) !== JSON.stringify(site[name]))
        changes[name] = { from: before[name], to: site[name] }
    if (Object.keys(changes).length === 0) return site
    await saveSiteSettings(tx, site, deps.clock.now())
    await deps.announce(tx, serverEvent('settings.updated', null, { changes }, context))
    return site
  })
}
