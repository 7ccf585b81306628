/** A message that somebody types at the console, or sends through the GenAuth API, to try an endpoint. */
import { z } from 'zod'
import { endpointFields, FORMATS } from './endpoint-fields.ts'

export const typedMessage = z.strictObject({
  eventType: z
    .string('Give an event type.')
    .trim()
    .min(1, 'Give an event type.')
    .max(100, 'At most 100 characters.'),
  format: z.enum(FORMATS, 'Choose standard, cloudevents or genauth.'),
  /** That of the endpoint unless told. */
  contentType: endpointFields.contentType.optional(),
  headers: endpointFields.headers.default(() => ({})),
  body: z.string('Give a body.').max(65_536, 'At most 65,536 characters.'),
})

export type TypedMessage = z.input<typeof typedMessage>
