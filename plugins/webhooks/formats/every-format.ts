/** One event in each format that an endpoint can have. */
import type { LoggedEvent } from '#gatepost'
import { genauthNamesOf } from './genauth-names.ts'
import { type Rendered, type Rendering, render, type Sender } from './index.ts'

export interface Shape extends Pick<Rendering, 'format' | 'contentType'> {
  readonly label: string
}

/** Every format with every content type that it allows, as the form of a webhook calls them. */
export const SHAPES: readonly Shape[] = [
  { label: 'Standard Webhooks', format: 'standard', contentType: 'json' },
  { label: 'CloudEvents, structured', format: 'cloudevents', contentType: 'cloudevents+json' },
  { label: 'CloudEvents, binary', format: 'cloudevents', contentType: 'json' },
  { label: 'GenAuth, JSON', format: 'genauth', contentType: 'json' },
  { label: 'GenAuth, form', format: 'genauth', contentType: 'form' },
]

export interface InFormat {
  readonly label: string
  /** GenAuth's name of the message; empty in the other formats. */
  readonly variant: string
  readonly rendered: Rendered
}

/** What endpoints without a filter, a list of fields and a shared secret would get of this event. */
export function inEveryFormat(event: LoggedEvent, sender: Sender): readonly InFormat[] {
  return SHAPES.flatMap(({ label, ...shape }) => {
    const names = shape.format === 'genauth' ? genauthNamesOf(event.type) : []
    return (names.length > 0 ? names : ['']).map((variant) => ({
      label,
      variant,
      rendered: render({ ...shape, fields: null, filter: null, genauthSecret: null }, event, variant, sender),
    }))
  })
}
