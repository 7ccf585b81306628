import { Router } from 'express'
import type { Banner, MenuItem, Mount, Parts } from '#gatepost'
import type { InNeed } from '../repositories/figures.ts'
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
import { liveTopics } from './live-topics.tsx'
import { receivingRoutes } from './receiving.tsx'
import { repairRoutes } from './repairs.tsx'
import { replayRoutes } from './replays.tsx'
import { secretOnce } from './show-once.ts'
import { usersRoutes } from './users.tsx'

/** Webhooks in need are counted up to here. */
const COUNTED = 1000
/** Banners that name one webhook each; more are told together. */
const NAMED = 3

/** What this plugin adds to the console: three places in the menu, and a word while a webhook needs a hand. */
export function consoleParts(
  console: Console,
): Required<Pick<Parts, 'mounts' | 'menu' | 'banners' | 'live'>> {
  const { reports, clock } = console
  const inNeed = () => reports.inNeed(COUNTED + 1)
  const once = secretOnce(console.keyring, console.secure, clock.now)
  const webhooks = Router().use(
    // Before the routes of one webhook, which would take its name for an id.
    ledgerRoutes(console),
    receivingRoutes(console),
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
      badge: async () => (await inNeed()).length,
    },
    { group: 'Events out', label: 'Deliveries', href: '/console/deliveries', icon: 'send' },
    { group: 'Events out', label: 'Ledger', href: LEDGER, icon: 'scale' },
  ]
  const banners = async () => bannersOf(await inNeed(), clock.now())
  return { mounts, menu, banners, live: liveTopics(console) }
}

function bannersOf(endpoints: readonly InNeed[], now: number): Banner[] {
  if (endpoints.length > NAMED) {
    const many = endpoints.length > COUNTED ? `More than ${COUNTED}` : `${endpoints.length}`
    const text = `${many} webhooks fail or were switched off. What is owed to them waits; none is lost.`
    return [{ tone: 'bad', text, href: '/console/webhooks?state=failing', action: 'See webhooks' }]
  }
  return endpoints.map((endpoint) => ({
    tone: 'bad',
    text: endpoint.enabled
      ? `${endpoint.name} ${failingFor({ health: endpoint }, now)}. What is owed to it waits; none is lost.`
      : `${endpoint.name} was switched off: ${offReason(endpoint)}. What waits there is kept.`,
    href: endpointHref(endpoint.id),
    action: 'See the webhook',
  }))
}
