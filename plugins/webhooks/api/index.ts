import type { ApiOperation } from '#gatepost'
import type { Engine } from '../engine.ts'
import type { Reports } from '../reports.ts'
import { activityOperations } from './activity.ts'
import { backfillOperations } from './backfills.ts'
import { deliveryOperations } from './deliveries.ts'
import { ledgerOperations } from './ledger.ts'
import { repairOperations } from './repairs.ts'
import { replayOperations } from './replays.ts'
import { secretOperations } from './secrets.ts'
import { typedMessageOperations } from './typed-messages.ts'
import { webhookOperations } from './webhooks.ts'

interface ApiParts extends Pick<Engine, 'service' | 'ledger' | 'replays' | 'backfills' | 'repairs'> {
  readonly reports: Reports
}

/** What this plugin adds to the JSON API. */
export function webhooksApi({
  service,
  ledger,
  replays,
  backfills,
  repairs,
  reports,
}: ApiParts): readonly ApiOperation[] {
  return [
    ...webhookOperations(service),
    ...activityOperations(service, reports),
    ...secretOperations(service),
    ...typedMessageOperations(service),
    ...deliveryOperations(service),
    ...replayOperations(replays),
    ...backfillOperations(backfills),
    ...repairOperations(repairs, backfills),
    ...ledgerOperations(ledger),
  ]
}
