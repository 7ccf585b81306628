import type { Call } from './call.ts'
import { eventListCall } from './event-list.ts'
import { logsCall } from './logs.ts'
import { triggerCall } from './trigger.ts'
import { webhookCalls } from './webhooks.ts'

/** All of the API that is here. */
export const calls: readonly Call[] = [...webhookCalls, logsCall, triggerCall, eventListCall]
