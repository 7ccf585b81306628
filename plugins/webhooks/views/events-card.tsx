import type { VNode } from 'preact'
import { Card, Json, Why } from '#gatepost'
import type { EndpointView } from '../service.ts'

/** What a webhook asks for, and what its filter leaves out. */
export function EventsCard({
  endpoint,
  gets,
}: {
  readonly endpoint: EndpointView
  readonly gets: number
}): VNode {
  return (
    <Card title="Events" aside={gets === 1 ? '1 type' : `${gets} types`}>
      <ul class="list-unstyled mb-2">
        {endpoint.events.map((pattern) => (
          <li key={pattern}>
            <code>{pattern}</code>
          </li>
        ))}
      </ul>
      {endpoint.filter !== null && (
        <div class="d-grid gap-2">
          <Why title="Filter:" icon="filter">
            what it leaves out is recorded as skipped.
          </Why>
          <Json value={endpoint.filter} />
        </div>
      )}
    </Card>
  )
}
