import type { ApiOperation } from '#gatepost'
import type { WebhooksService } from '../service.ts'
import { deliveryOperations } from './deliveries.ts'
import { webhookOperations } from './webhooks.ts'

/** What this plugin adds to the JSON API. */
export function webhooksApi(service: WebhooksService): readonly ApiOperation[] {
  return [...webhookOperations(service), ...deliveryOperations(service)]
}
