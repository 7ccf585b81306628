import { z } from 'zod'
import { type Env, parseSettings, SettingsError, setting } from '#gatepost'
import { type AllowList, parseAllowList } from './allow-list.ts'

const schema = z.object({
  GATEPOST_WEBHOOK_ALLOW: setting.list.default([]),
})

export interface WebhookSettings {
  /** Addresses beyond the public ones that events may go to. */
  readonly allow: AllowList
}

/** Reads this plugin's settings. Throws a `SettingsError` that names each fault. */
export function readWebhookSettings(env: Env): WebhookSettings {
  const given = parseSettings(schema, env)
  const { allow, faults } = parseAllowList(given.GATEPOST_WEBHOOK_ALLOW)
  if (faults.length > 0) throw new SettingsError(faults.map((fault) => `GATEPOST_WEBHOOK_ALLOW ${fault}`))
  return { allow }
}
