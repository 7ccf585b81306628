/** What the debug panel begins with: an event of the log, or a made-up one, as the chosen format writes it. */
import { type LoggedEvent, sampleEvent } from '#gatepost'
import { SHAPES, type Shape } from '../formats/every-format.ts'
import { genauthNamesOf } from '../formats/genauth-names.ts'
import { render } from '../formats/index.ts'
import type { EndpointView } from '../service.ts'
import type { DebugValues } from '../views/debug-form.tsx'
import { endReason } from '../views/words.ts'
import type { Console } from './console.ts'
import { formatHeaders } from './form-text.ts'
import { readable } from './preview.ts'

export interface Begin {
  readonly values: DebugValues
  /** Why there is nothing to begin with. */
  readonly gap?: string
}

/** Shown for a webhook that asks for anything. */
const FIRST_TYPE = 'user.updated'

/** The shape with this label. */
export const shapeNamed = (label: string): Shape | undefined => SHAPES.find((one) => one.label === label)

/** The shape of an endpoint; of a format alone its first one. */
export function shapeOf({ format, contentType }: { format: string; contentType: string }): Shape {
  const same = SHAPES.filter((one) => one.format === format)
  const shape = same.find((one) => one.contentType === contentType) ?? same[0] ?? SHAPES[0]
  if (!shape) throw new Error('there is no format')
  return shape
}

export async function beginOf(
  { events, sender, logEvents }: Pick<Console, 'events' | 'sender' | 'logEvents'>,
  endpoint: EndpointView,
  asked: { readonly type: string; readonly event: string; readonly format: string },
): Promise<Begin> {
  const catalogue = events()
  const shape = shapeNamed(asked.format) ?? shapeOf(endpoint)
  const real = asked.event === '' ? undefined : await logEvents.find(asked.event)
  const type = real?.type ?? (Object.hasOwn(catalogue, asked.type) ? asked.type : FIRST_TYPE)
  const empty: DebugValues = { type, event: real?.id ?? '', format: shape.label, headers: '', body: '' }
  const event = real ?? sampleEvent(type, catalogue)
  if (!event) return { values: empty, gap: 'There is no event to show.' }
  const lost = asked.event !== '' && real === undefined
  const begun = fill(empty, shape, endpoint, event, sender)
  return lost ? { ...begun, gap: 'That event is not in the log any more. This is a made-up one.' } : begun
}

function fill(
  values: DebugValues,
  shape: Shape,
  { fields }: EndpointView,
  event: LoggedEvent,
  sender: Console['sender'],
): Begin {
  const genauth = shape.format === 'genauth'
  const variant = genauth ? (genauthNamesOf(event.type)[0] ?? '') : ''
  const rendering = { ...shape, fields: genauth ? null : fields, filter: null, genauthSecret: null }
  const message = render(rendering, event, variant, sender)
  if ('skip' in message) {
    const why = endReason({ state: 'skipped', reason: message.skip })
    return { values, gap: `${why} Type a body, or choose another event.` }
  }
  // Those of the format itself are set in any case.
  const own = Object.entries(message.headers).filter(([name]) => name.startsWith('ce-'))
  return {
    values: { ...values, headers: formatHeaders(Object.fromEntries(own)), body: readable(message.body) },
  }
}
