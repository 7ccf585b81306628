import { type LiveParts, type LiveQuery, type LiveTopic, Refusal } from '#gatepost'
import { ActivityCard } from '../views/activity-card.tsx'
import { BACKFILL_STOP, BackfillProgress } from '../views/backfill-page.tsx'
import { DELIVERIES } from '../views/deliveries-page.tsx'
import { filterHref } from '../views/delivery-filter.tsx'
import { endpointHref } from '../views/delivery-table.tsx'
import { Condition } from '../views/endpoint-condition.tsx'
import { EndpointRowView, rowId } from '../views/endpoint-row.tsx'
import { MOST_NEW, NewDeliveries } from '../views/new-deliveries.tsx'
import { outcomeKey, REPAIR_OUTCOME, RepairFound } from '../views/repair-page.tsx'
import { REPLAY_STOP, ReplayProgress } from '../views/replay-page.tsx'
import type { Sending } from '../views/sending-progress.tsx'
import type { Console } from './console.ts'
import { filterErrors, queryOf, readFilter } from './delivery-filter.ts'
import { readEndpointRows, readEndpointsFilter } from './endpoint-rows.ts'
import { shownDifferences } from './shown-differences.ts'

/** What pages of webhooks and deliveries watch while they are open. */
export function liveTopics(console: Console): LiveTopic[] {
  const { service, reports, replays, backfills, repairs, clock } = console
  return [
    {
      name: 'list',
      async read({ cursor = '', ...query }) {
        const { rows } = await readEndpointRows(console, { cursor, ...readEndpointsFilter(query) })
        const now = clock.now()
        return Object.fromEntries(
          rows.map((row) => [
            rowId(row.endpoint),
            <EndpointRowView key={row.endpoint.id} row={row} now={now} />,
          ]),
        )
      },
    },
    {
      name: 'webhook',
      async read({ id = '', ...query }): Promise<LiveParts> {
        const [endpoint, activity] = await Promise.all([service.getEndpoint(id), reports.activity(id)])
        const now = clock.now()
        return {
          ...(query.since === undefined ? {} : await newDeliveries(console, { ...query, endpoint: id })),
          'webhook-state': (
            <span id="webhook-state">
              <Condition endpoint={endpoint} now={now} />
            </span>
          ),
          'webhook-activity': (
            <div id="webhook-activity">
              <ActivityCard activity={activity} health={endpoint.health} now={now} />
            </div>
          ),
        }
      },
    },
    {
      name: 'replay',
      async read({ id = '', replay: replayId = '' }) {
        const replay = await replays.getReplay(id, replayId)
        return {
          'replay-progress': <ReplayProgress replay={replay} href={endpointHref(id)} />,
          ...gone(REPLAY_STOP, replay),
        }
      },
    },
    {
      name: 'backfill',
      async read({ id = '', backfill: backfillId = '' }) {
        const backfill = await backfills.getBackfill(id, backfillId)
        return {
          'backfill-progress': <BackfillProgress backfill={backfill} href={endpointHref(id)} />,
          ...gone(BACKFILL_STOP, backfill),
        }
      },
    },
    {
      name: 'repair',
      async read({ id = '', repair: repairId = '' }) {
        const repair = await repairs.getRepair(id, repairId)
        const differences = await shownDifferences(console, id, repairId)
        return {
          [REPAIR_OUTCOME]: <div id={REPAIR_OUTCOME} data-own={outcomeKey(repair)} />,
          'repair-found': <RepairFound repair={repair} differences={differences} />,
        }
      },
    },
    { name: 'deliveries', read: (query) => newDeliveries(console, query) },
  ]
}

/** Takes the way to stop something off the page once there is nothing to stop. */
const gone = (id: string, { state }: Pick<Sending, 'state'>): LiveParts =>
  state === 'running' ? {} : { [id]: <div id={id} /> }

/** How many deliveries came on top of the list that the query describes; of a webhook's own page too. */
async function newDeliveries(
  { service }: Console,
  { since = '', page = '', ...query }: LiveQuery,
): Promise<LiveParts> {
  if (!/^\d{1,15}$/.test(since)) throw new Refusal('not_found')
  const filter = { ...readFilter(query), cursor: '' }
  const asked = Object.keys(filterErrors(filter)).length > 0 ? undefined : queryOf(filter)
  if (!asked) throw new Refusal('not_found')
  const { data } = await service.listDeliveries({ ...asked, above: Number(since), limit: MOST_NEW })
  // There the address names the webhook, and the filter need not.
  const href =
    page === 'webhook'
      ? filterHref(endpointHref(filter.endpoint), { ...filter, endpoint: '' })
      : filterHref(DELIVERIES, filter)
  return { 'new-deliveries': <NewDeliveries found={data.length} href={href} /> }
}
