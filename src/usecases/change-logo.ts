import { invalid } from '../domain/errors.ts'
import type { EventContext } from '../domain/event.ts'
import { serverEvent } from '../domain/event-catalogue.ts'
import { LOGO_MAX, logoTypeOf } from '../domain/logo.ts'
import type { SiteSettings } from '../domain/site-settings.ts'
import type { Unchanged } from '../domain/versions.ts'
import { hashToken } from '../lib/secrets.ts'
import { lockSiteSettings, saveLogo, saveSiteSettings } from '../repositories/site-settings.ts'
import type { Deps } from './deps.ts'
import { refusePersons } from './refuse-persons.ts'

/**
 * An operator, or a key with the scope, chooses the logo, or takes it away (null). The settings, and the event, name it by its hash; the image
 * itself leaves in no event. Refuses with `invalid` (file).
 */
export async function changeLogo(
  deps: Deps,
  input: {
    readonly bytes: Buffer | null
    readonly unchanged?: Unchanged<SiteSettings> | undefined
  },
  context: EventContext,
): Promise<SiteSettings> {
  refusePersons(context)
  const { bytes } = input
  const type = bytes === null ? undefined : logoTypeOf(bytes)
  if (bytes !== null && bytes.length > LOGO_MAX)
    throw invalid({ file: `A logo has at most ${LOGO_MAX / 1024} kB.` })
  if (bytes !== null && type === undefined)
    throw invalid({ file: 'A logo is a PNG, a JPEG or a WebP image.' })
  const logo = bytes === null || type === undefined ? null : { type, bytes }
  const version = logo === null ? null : hashToken(logo.bytes.toString('base64')).slice(0, 32)
  return deps.transaction(async (tx) => {
    const before = await lockSiteSettings(tx, deps.locks)
    input.unchanged?.(before)
    if (before.logo === version) return before
    const now = deps.clock.now()
    await saveLogo(tx, logo, now)
    const site = { ...before, logo: version }
    await saveSiteSettings(tx, site, now)
    const changes = { logo: { from: before.logo, to: version } }
    await deps.announce(tx, serverEvent('settings.updated', null, { changes }, context))
    return site
  })
}
