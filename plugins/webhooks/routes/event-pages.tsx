import { type EventPages, type LoggedEvent, sampleEvent } from '#gatepost'
import { inEveryFormat } from '../formats/every-format.ts'
import type { RecipientReports } from '../recipients.ts'
import { FormatsCard } from '../views/formats-card.tsx'
import { RecipientsCard } from '../views/recipients-card.tsx'
import { SubscribersCard } from '../views/subscribers-card.tsx'
import { UserDeliveriesCard } from '../views/user-deliveries-card.tsx'
import type { Console } from './console.ts'
import { readable } from './preview.ts'

/** Deliveries shown on the page of a user. */
const SHOWN = 5

/** What this plugin says about an event, a type of event and a user. */
export function eventPages(
  {
    events,
    sender,
    service,
    reports,
    clock,
  }: Pick<Console, 'events' | 'sender' | 'service' | 'reports' | 'clock'>,
  recipients: RecipientReports,
): EventPages {
  const formatsOf = (event: LoggedEvent) =>
    inEveryFormat(event, sender).map((one) => ({
      ...one,
      body: 'skip' in one.rendered ? '' : readable(one.rendered.body),
    }))
  return {
    async user(userId) {
      const { data } = await service.listDeliveries({ subject: userId, limit: SHOWN })
      const contexts = await reports.contextOf(data)
      return <UserDeliveriesCard userId={userId} rows={data} contexts={contexts} now={clock.now()} />
    },
    async event(event) {
      return (
        <>
          <RecipientsCard eventId={event.id} recipients={await recipients.of(event)} />
          <FormatsCard title="In every format" open={false} eventId={event.id} formats={formatsOf(event)} />
        </>
      )
    },
    async eventType(type) {
      const example = sampleEvent(type, events())
      if (example === undefined) return null
      return (
        <FormatsCard
          title="An example in every format"
          open
          eventId={example.id}
          formats={formatsOf(example)}
        />
      )
    },
    async besideEventType(type) {
      if (events()[type]?.addressed === true) return null
      return <SubscribersCard subscribers={await recipients.askFor(type)} />
    },
  }
}
