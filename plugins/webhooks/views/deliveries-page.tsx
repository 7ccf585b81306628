import type { VNode } from 'preact'
import { Card, PageHead } from '#gatepost'
import { DeliveryFilterBar } from './delivery-filter.tsx'
import { type DeliveryList, DeliveryTable } from './delivery-table.tsx'
import { NewDeliveries } from './new-deliveries.tsx'

export interface DeliveriesPageProps {
  readonly list: DeliveryList
  readonly types: readonly string[]
  readonly endpoints: readonly { readonly id: string; readonly name: string }[]
  readonly counts: { readonly open: number; readonly dead: number }
  readonly now: number
}

export const DELIVERIES = '/console/deliveries'

/** Deliveries of all webhooks. */
export function DeliveriesPage({ list, types, endpoints, counts, now }: DeliveriesPageProps): VNode {
  return (
    <>
      <PageHead
        title="Deliveries"
        sub="Every event owed to a webhook, with its one state"
        actions={<NewDeliveries found={0} href={DELIVERIES} />}
      />
      <Card padded={false}>
        <DeliveryFilterBar
          path={DELIVERIES}
          filter={list.filter}
          errors={list.errors}
          types={types}
          counts={counts}
          endpoints={endpoints}
        />
        <DeliveryTable
          list={list}
          path={DELIVERIES}
          now={now}
          webhooks
          empty={
            endpoints.length === 0
              ? 'There is no webhook yet. Events are being recorded already.'
              : 'The next event that a webhook asks for is the first.'
          }
        />
      </Card>
    </>
  )
}
