import {
  type Clock,
  type ConsoleKit,
  type EventCatalogue,
  type Keyring,
  type PickGroup,
  Refusal,
  type Request,
} from '#gatepost'
import type { BackfillService } from '../backfill/create-backfills.ts'
import { compileSubscription } from '../endpoint/subscription.ts'
import type { Sender } from '../formats/index.ts'
import type { LedgerService } from '../ledger/create-ledger.ts'
import type { LogEvents } from '../log-events.ts'
import type { RepairService } from '../repair/create-repairs.ts'
import type { ReplayService } from '../replay/create-replays.ts'
import type { Reports } from '../reports.ts'
import type { EndpointView, WebhooksService } from '../service.ts'

/** What the pages of this plugin work with. */
export interface Console {
  readonly kit: ConsoleKit
  readonly service: WebhooksService
  readonly reports: Reports
  readonly replays: ReplayService
  readonly backfills: BackfillService
  readonly repairs: RepairService
  readonly ledger: LedgerService
  readonly clock: Clock
  readonly keyring: Keyring
  readonly events: () => EventCatalogue
  readonly sender: Sender
  readonly logEvents: LogEvents
  /** Whether this server is reached by https. */
  readonly secure: boolean
}

/** Types that an endpoint can ask for: all but the addressed ones, which come without being asked for. */
export function choosableTypes(catalogue: EventCatalogue): string[] {
  return Object.keys(catalogue).filter((type) => !catalogue[type]?.addressed)
}

/** The same by the group they stand in, as the form shows them. */
export function pickGroups(catalogue: EventCatalogue): PickGroup[] {
  const groups = new Map<string, { name: string; description: string }[]>()
  for (const name of choosableTypes(catalogue)) {
    const definition = catalogue[name]
    if (!definition) continue
    const types = groups.get(definition.group) ?? []
    types.push({ name, description: definition.description })
    groups.set(definition.group, types)
  }
  return [...groups].map(([label, types]) => ({ label, types }))
}

/** How many types of event an endpoint gets. */
export function countTypes(endpoint: EndpointView, catalogue: EventCatalogue): number {
  const wants = compileSubscription({ ...endpoint })
  return choosableTypes(catalogue).filter((type) => wants({ type, subject: null, target: null }).length > 0)
    .length
}

/** The operator, as far as a page must know: to bind what only they may see. */
export function operatorId(kit: ConsoleKit, req: Request): string {
  return kit.context(req).actor.id ?? ''
}

/** A webhook's name; its id once it was deleted. */
export async function named({ service }: Console, id: string): Promise<{ id: string; name: string }> {
  try {
    return await service.getEndpoint(id)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') return { id, name: `${id} (deleted)` }
    throw error
  }
}
