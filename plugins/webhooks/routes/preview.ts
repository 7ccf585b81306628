import { type EventCatalogue, sampleEvent } from '#gatepost'
import { maskHeaders } from '../endpoint/custom-headers.ts'
import { type EndpointPatch, endpointInput } from '../endpoint/endpoint.ts'
import { compileSubscription } from '../endpoint/subscription.ts'
import { messageId, render, type Sender } from '../formats/index.ts'
import { requestHeaders } from '../sending/request-headers.ts'
import { newSecret } from '../sending/sign.ts'
import type { FormPreview } from '../views/endpoint-form-values.ts'
import { requestPath } from '../views/words.ts'

/** The real serializer and the real signature, over an event that is made up and a secret of the moment. */
export function previewOf(
  settings: EndpointPatch,
  wanted: string,
  catalogue: EventCatalogue,
  sender: Sender,
  now: number,
): FormPreview {
  const parsed = endpointInput.safeParse({
    ...settings,
    name: 'preview',
    url: settings.url ?? 'https://oa.example.org/hooks',
    events: settings.events ?? ['*'],
  })
  const all = Object.keys(catalogue).filter((type) => !catalogue[type]?.addressed)
  if (!parsed.success)
    return { types: all, type: wanted, message: undefined, why: 'The form has faults; see above.' }
  const endpoint = { ...parsed.data, filter: null }
  const variantsOf = compileSubscription({ id: '', ...endpoint })
  const chosen = all.filter((type) => variantsOf({ type, subject: null, target: null }).length > 0)
  const types = chosen.length > 0 ? chosen : all
  const type = types.includes(wanted) ? wanted : (types[0] ?? '')
  const event = sampleEvent(type, catalogue)
  const [variant = '', ...more] = variantsOf({ type, subject: null, target: null })
  if (!event) return { types, type, message: undefined, why: 'There is no event to show.' }
  const message = render(endpoint, event, variant, sender)
  if ('skip' in message)
    return { types, type, message: undefined, why: 'GenAuth has no event of this kind: it would be skipped.' }
  const headers = requestHeaders(
    endpoint,
    message,
    messageId(event.id, variant),
    [newSecret(endpoint.signature)],
    now,
  )
  return {
    types,
    type,
    message: {
      start: `POST ${requestPath(endpoint.url)}`,
      headers: Object.entries(maskHeaders(headers, Object.keys(endpoint.headers))),
      body: readable(message.body),
    },
    why:
      more.length > 0
        ? `Sent ${more.length + 1} times, once under each name: ${[variant, ...more].join(', ')}.`
        : undefined,
  }
}

/** JSON with line breaks; anything else as it is. */
export function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
