import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import type { Logo, LogoType } from '../domain/logo.ts'
import { DEFAULT_SITE, type SiteSettings, siteSettingsSchema } from '../domain/site-settings.ts'

/** The settings of the console; the defaults while none were saved. */
export async function findSiteSettings(read: Read): Promise<SiteSettings> {
  const row: { value: string } | undefined = await read('site_settings')
    .where({ name: 'site' })
    .first('value')
  return row ? siteSettingsSchema.parse(JSON.parse(row.value)) : DEFAULT_SITE
}

/** The id of the master key that seals this database: that of whoever was first, this one where nobody was. */
export async function claimMasterKey(tx: Tx, keyId: string, now: number): Promise<string> {
  await tx('site_settings')
    .insert({ name: 'master-key', value: keyId, updated_at: now })
    .onConflict('name')
    .ignore()
  const row: { value: string } | undefined = await tx('site_settings')
    .where({ name: 'master-key' })
    .first('value')
  return row?.value ?? keyId
}

/** The settings of the console, with changes by others kept off until `tx` ends. */
export async function lockSiteSettings(tx: Tx, locks: Dialect): Promise<SiteSettings> {
  await locks.lock(tx, 'gatepost:site-settings', 'exclusive')
  return findSiteSettings(tx)
}

export async function saveSiteSettings(tx: Tx, site: SiteSettings, updatedAt: number): Promise<void> {
  await tx('site_settings')
    .insert({ name: 'site', value: JSON.stringify(site), updated_at: updatedAt })
    .onConflict('name')
    .merge()
}

/** Keeps the image, or forgets it. */
export async function saveLogo(tx: Tx, logo: Logo | null, updatedAt: number): Promise<void> {
  await tx('site_settings').where({ name: 'logo' }).delete()
  if (logo === null) return
  const value = JSON.stringify({ type: logo.type, data: logo.bytes.toString('base64') })
  await tx('site_settings').insert({ name: 'logo', value, updated_at: updatedAt })
}

export async function findLogo(read: Read): Promise<Logo | undefined> {
  const row: { value: string } | undefined = await read('site_settings')
    .where({ name: 'logo' })
    .first('value')
  if (!row) return undefined
  const { type, data }: { type: LogoType; data: string } = JSON.parse(row.value)
  return { type, bytes: Buffer.from(data, 'base64') }
}
