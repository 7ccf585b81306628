import { configDocument } from './config-document.ts'
import { eventTypes } from './event-types.ts'
import { eventsDocument } from './events-document.ts'

/** Every file that is made from the code, and what it then says. */
export const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/CONFIG.md': configDocument,
  'docs/EVENTS.md': eventsDocument,
  'src/receiver/event-types.ts': eventTypes,
}
