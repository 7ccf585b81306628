import { type Clock, type Database, type OverviewSection, Refusal, type Span } from '#gatepost'
import { publicId } from '../delivery/delivery.ts'
import type { Reports } from '../reports.ts'
import { newestFailures } from '../repositories/figures.ts'
import type { WebhooksService } from '../service.ts'
import { type Failure, FailuresCard } from '../views/failures-card.tsx'
import { TrafficCard } from '../views/traffic-card.tsx'
import { figuresOf } from './figures-of.ts'
import { readTraffic } from './read-traffic.ts'

/** Failures shown, and requests looked through for them: one delivery may fail many times in a row. */
const SHOWN = 5
const LOOKED_THROUGH = 50

export interface OverviewParts {
  readonly db: Database
  readonly clock: Clock
  readonly service: WebhooksService
  readonly reports: Reports
}

/** What this plugin shows on the console's overview. */
export function webhooksOverview(parts: OverviewParts): (span: Span) => Promise<OverviewSection> {
  const { db, clock, service, reports } = parts
  return async (span) => {
    const [traffic, failures, webhooks] = await Promise.all([
      readTraffic(db, clock, span),
      newest(parts),
      service.listEndpoints({ limit: 1 }),
    ])
    const contexts = await reports.contextOf(failures.map(({ delivery }) => delivery))
    return {
      figures: figuresOf(traffic, span),
      cards: [
        { id: 'traffic', card: <TrafficCard traffic={traffic} span={span} /> },
        {
          id: 'failures',
          card: (
            <FailuresCard
              failures={failures}
              contexts={contexts}
              now={traffic.now}
              allHref="/console/deliveries?answer=failed"
            />
          ),
        },
      ],
      todo:
        webhooks.data.length > 0
          ? []
          : [
              {
                icon: 'webhook',
                title: 'Add a webhook',
                text: 'Events are being recorded already; nobody hears of them yet.',
                href: '/console/webhooks/new',
              },
            ],
    }
  }
}

/** The newest failure of each of the deliveries that failed last. */
async function newest({ db, service }: OverviewParts): Promise<Failure[]> {
  const attempts = await newestFailures(db.reader, LOOKED_THROUGH)
  const first = new Map<number, number>()
  for (const { delivery, at } of attempts) if (!first.has(delivery)) first.set(delivery, at)
  const shown = [...first].slice(0, SHOWN).map(async ([id, at]) => {
    try {
      return [{ at, delivery: await service.getDelivery(publicId('dlv', id)) }]
    } catch (error) {
      // Retention has been there in between.
      if (error instanceof Refusal && error.code === 'not_found') return []
      throw error
    }
  })
  return (await Promise.all(shown)).flat()
}
