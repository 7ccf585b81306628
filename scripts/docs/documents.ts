import { configDocument } from './config-document.ts'
import { eventTypes } from './event-types.ts'
import { eventsDocument } from './events-document.ts'
import { receivingDocument } from './receiving-document.ts'
import { snippetModule } from './snippet-module.ts'

/** Every file that is made from the code, and what it then says. */
export const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/CONFIG.md': configDocument,
  'docs/EVENTS.md': eventsDocument,
  'docs/RECEIVING.md': receivingDocument,
  'plugins/webhooks/receiving/snippets.ts': snippetModule,
  'src/receiver/event-types.ts': eventTypes,
}
