import { type EventPages, type LoggedEvent, sampleEvent } from '#gatepost'
import { inEveryFormat } from '../formats/every-format.ts'
import type { RecipientReports } from '../recipients.ts'
import { FormatsCard } from '../views/formats-card.tsx'
import { RecipientsCard } from '../views/recipients-card.tsx'
import { SubscribersCard } from '../views/subscribers-card.tsx'
import type { Console } from './console.ts'
import { readable } from './preview.ts'

/** What this plugin says about an event and about a type of event. */
export function eventPages(
  { events, sender }: Pick<Console, 'events' | 'sender'>,
  reports: RecipientReports,
): EventPages {
  const formatsOf = (event: LoggedEvent) =>
    inEveryFormat(event, sender).map((one) => ({
      ...one,
      body: 'skip' in one.rendered ? '' : readable(one.rendered.body),
    }))
  return {
    async event(event) {
      return (
        <>
          <RecipientsCard eventId={event.id} recipients={await reports.of(event)} />
          <FormatsCard title="In every format" open={false} eventId={event.id} formats={formatsOf(event)} />
        </>
      )
    },
    async eventType(type) {
      const example = sampleEvent(type, events())
      const addressed = events()[type]?.addressed === true
      return (
        <>
          {!addressed && <SubscribersCard subscribers={await reports.askFor(type)} />}
          {example !== undefined && (
            <FormatsCard
              title="An example in every format"
              open
              eventId={example.id}
              formats={formatsOf(example)}
            />
          )}
        </>
      )
    },
  }
}
