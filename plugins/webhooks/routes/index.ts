import { Router } from 'express'
import type { Banner, MenuItem, Mount, Parts } from '#gatepost'
import type { EndpointView, WebhooksService } from '../service.ts'
import { endpointHref } from '../views/delivery-table.tsx'
import { LEDGER } from '../views/why-form.tsx'
import { failingFor, offReason } from '../views/words.ts'
import { backfillRoutes } from './backfills.tsx'
import type { Console } from './console.ts'
import { debugRoutes } from './debug.tsx'
import { deliveriesRoutes } from './deliveries.tsx'
import { endpointRoutes } from './endpoint.tsx'
import { endpointsRoutes } from './endpoints.tsx'
import { ledgerRoutes } from './ledger.tsx'
import { repairRoutes } from './repairs.tsx'
import { replayRoutes } from './replays.tsx'
import { secretOnce } from './show-once.ts'
import { usersRoutes } from './users.tsx'

/** Webhooks looked through for the menu's figure and the banners. */
const LOOKED_AT = 200
/** Banners that name one webhook each; more are told together. */
const NAMED = 3

/** What this plugin adds to the console: three places in the menu, and a word while a webhook needs a hand. */
export function consoleParts(console: Console): Required<Pick<Parts, 'mounts' | 'menu' | 'banners'>> {
  const { service, clock } = console
  const once = secretOnce(console.keyring, console.secure, clock.now)
  const webhooks = Router().use(
    // Before the routes of one webhook, which would take its name for an id.
    ledgerRoutes(console),
    endpointsRoutes(console, once),
    replayRoutes(console),
    debugRoutes(console),
    backfillRoutes(console),
    repairRoutes(console),
    usersRoutes(console),
    endpointRoutes(console, once),
  )
  const mounts: Mount[] = [
    { path: '/console/webhooks', router: webhooks },
    { path: '/console/deliveries', router: deliveriesRoutes(console) },
  ]
  const menu: MenuItem[] = [
    {
      group: 'Events out',
      label: 'Webhooks',
      href: '/console/webhooks',
      icon: 'webhook',
      badge: async () => (await inNeed(service)).length,
    },
    { group: 'Events out', label: 'Deliveries', href: '/console/deliveries', icon: 'send' },
    { group: 'Events out', label: 'Ledger', href: LEDGER, icon: 'scale' },
  ]
  return { mounts, menu, banners: async () => bannersOf(await inNeed(service), clock.now()) }
}

/** Webhooks that fail, or that were switched off without anybody's asking. */
async function inNeed(service: WebhooksService): Promise<EndpointView[]> {
  const { data } = await service.listEndpoints({ limit: LOOKED_AT })
  return data.filter(
    ({ health, disabledReason }) =>
      health.state === 'failing' || disabledReason === 'gone' || disabledReason === 'failing',
  )
}

function bannersOf(endpoints: readonly EndpointView[], now: number): Banner[] {
  if (endpoints.length > NAMED) {
    const text = `${endpoints.length} webhooks fail or were switched off. What is owed to them waits; none is lost.`
    return [{ tone: 'bad', text, href: '/console/webhooks', action: 'See webhooks' }]
  }
  return endpoints.map((endpoint) => ({
    tone: 'bad',
    text: endpoint.enabled
      ? `${endpoint.name} ${failingFor(endpoint, now)}. What is owed to it waits; none is lost.`
      : `${endpoint.name} was switched off: ${offReason(endpoint)}. What waits there is kept.`,
    href: endpointHref(endpoint.id),
    action: 'See the webhook',
  }))
}
