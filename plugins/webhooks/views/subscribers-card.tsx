import type { VNode } from 'preact'
import { Card, State, Table } from '#gatepost'
import type { Subscriber } from '../recipients.ts'
import { endpointHref } from './delivery-table.tsx'
import { count } from './words.ts'

/** Webhooks named on the card. */
const SHOWN = 50

/** The webhooks that ask for a type of event. */
export function SubscribersCard({ subscribers }: { readonly subscribers: readonly Subscriber[] }): VNode {
  const none = subscribers.length === 0
  return (
    <Card title="Who asks for it" aside={none ? undefined : count(subscribers.length)} padded={none}>
      {none ? (
        <span class="text-secondary">
          No webhook asks for it. It is recorded all the same. <a href="/console/webhooks">See webhooks</a>
        </span>
      ) : (
        <Table label="Webhooks" columns={['Webhook', 'Format', { text: 'State', right: true }]}>
          {subscribers.slice(0, SHOWN).map(({ id, name, format, enabled }) => (
            <tr key={id}>
              <td class="wrap">
                <a href={endpointHref(id)}>{name}</a>
              </td>
              <td class="text-secondary all">{format}</td>
              <td class="r end">
                {enabled ? (
                  <State tone="ok" icon="check">
                    On
                  </State>
                ) : (
                  <State tone="idle" icon="player-pause">
                    Off
                  </State>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {subscribers.length > SHOWN && (
        <div class="p-3 text-secondary">
          The first {SHOWN} of {count(subscribers.length)}.
        </div>
      )}
    </Card>
  )
}
