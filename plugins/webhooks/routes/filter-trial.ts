import type { LoggedEvent } from '#gatepost'
import type { EndpointPatch } from '../endpoint/endpoint.ts'
import { passesFilter } from '../endpoint/filter.ts'
import { compileSubscription } from '../endpoint/subscription.ts'
import type { FilterTrial } from '../views/endpoint-form-values.ts'

/** Newest events of the log that the settings of a form are tried on. */
export const TRIED = 50

/** What a webhook with these settings would have got of real events. `faulty`: its filter cannot be read. */
export function tryOnEvents(
  settings: EndpointPatch,
  faulty: boolean,
  events: readonly LoggedEvent[],
  endpointId = '',
): FilterTrial {
  const wants = compileSubscription({
    id: endpointId,
    format: settings.format ?? 'standard',
    events: settings.events ?? [],
    includeFailedLogins: settings.includeFailedLogins ?? false,
  })
  const filter = settings.filter ?? null
  const wanted = events.filter((event) => event.data !== null && wants(event).length > 0)
  return {
    looked: events.length,
    faulty,
    filtered: filter !== null,
    rows: wanted.map((event) => ({
      id: event.id,
      type: event.type,
      at: event.at,
      passes: passesFilter(filter, event),
    })),
  }
}
