import { z } from 'zod'
import { type Env, parseSettings, SettingsError, setting } from '#gatepost'
import { type AllowList, parseAllowList } from './endpoint/allow-list.ts'

export const webhookSettingsSchema = z.object({
  GATEPOST_WEBHOOK_ALLOW: setting.list
    .default([])
    .describe(
      'Addresses beyond the public ones that webhooks may go to: CIDRs, addresses or host names, comma-separated. Real OA systems often live in private networks. `http://` goes to these alone; a metadata address must be named exactly.',
    ),
  GATEPOST_WEBHOOK_RETENTION_DAYS: setting
    .integer(1, 3650)
    .default(30)
    .describe(
      'Days for which deliveries that have ended are kept with their attempts. Events are kept as long as one of their deliveries, and this long at least. What waits at a webhook that is off for longer ends as dead.',
    ),
})

export interface WebhookSettings {
  /** Addresses beyond the public ones that events may go to. */
  readonly allow: AllowList
  /** Days for which ended deliveries are kept. */
  readonly retentionDays: number
}

/** Reads this plugin's settings. Throws a `SettingsError` that names each fault. */
export function readWebhookSettings(env: Env): WebhookSettings {
  const given = parseSettings(webhookSettingsSchema, env)
  const { allow, faults } = parseAllowList(given.GATEPOST_WEBHOOK_ALLOW)
  if (faults.length > 0) throw new SettingsError(faults.map((fault) => `GATEPOST_WEBHOOK_ALLOW ${fault}`))
  return { allow, retentionDays: given.GATEPOST_WEBHOOK_RETENTION_DAYS }
}
