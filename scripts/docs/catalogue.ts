import { WEBHOOK_EVENTS } from '../../plugins/webhooks/events.ts'
import type { EventCatalogue } from '../../src/domain/event.ts'
import { CORE_EVENTS } from '../../src/domain/event-catalogue.ts'

/** Every event of this build: the core's and those of its plugins. */
export const CATALOGUE: EventCatalogue = { ...CORE_EVENTS, ...WEBHOOK_EVENTS }
