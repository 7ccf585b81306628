import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { apiClient } from './api-client.ts'
import { followFeed } from './follow-feed.ts'
import { createForwarder, type Forwarder } from './forward.ts'

export interface ListenOptions {
  /** The server's address. */
  readonly url: string
  /** An API key with `events:read`. */
  readonly key: string
  /** Where each event is POSTed to. */
  readonly forwardTo: URL
  /** Names and patterns with commas between them; `*` unless told. */
  readonly types?: string | undefined
  /** Begin after this position instead of now. */
  readonly after?: number | undefined
  readonly seconds?: number | undefined
}

const listenerSchema = z.object({ id: z.string(), expiresAt: z.string(), after: z.int() })
const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  data: z.unknown(),
  test: z.boolean().default(false),
})

/**
 * Brings events to a developer's program over one outgoing connection: no tunnel, no port that is opened, no third party.
 * They are signed by a secret that is made here for this run, printed, and known to nobody else; the server never learns
 * it, and no secret of a webhook is used. Returns when the time is over or `signal` aborts.
 */
export async function listen(
  options: ListenOptions,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const api = apiClient(options.url, options.key)
  const { forwardTo, seconds, types } = options
  const opened = { forwardTo: `${forwardTo.origin}${forwardTo.pathname}`, seconds }
  const listener = listenerSchema.parse(await api.call('POST', '/listeners', opened))
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const until = listener.expiresAt.slice(0, 16).replace('T', ' ')
  print(`Listener ${listener.id}, until ${until} UTC. Verify with this secret, made for this run: ${secret}`)

  const forwarder = createForwarder(forwardTo.href, secret, () =>
    print(`${forwardTo.origin} does not answer. The event waits and is sent again.`),
  )
  try {
    const reason = await followFeed(
      api,
      {
        listenerId: listener.id,
        types,
        after: options.after ?? listener.after,
        take: (data) => takeOne(data, forwarder, print, signal),
        connected: (position, again) =>
          print(
            again
              ? `Connected again; going on after position ${position}.`
              : 'Connected; events go to your program.',
          ),
        lost: () => print('The connection is lost; connecting again.'),
      },
      signal,
    )
    if (reason !== undefined) print(reason)
  } finally {
    // It ends by itself; closing it early only tidies up.
    await api.call('DELETE', `/listeners/${listener.id}`).catch(() => {})
  }
}

async function takeOne(
  body: string,
  forwarder: Forwarder,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { id, type, data, test } = eventSchema.parse(JSON.parse(body))
  // Erased with its user: there is nothing left to tell.
  if (data === null) return
  const status = await forwarder.send({ id, body, test }, signal)
  if (status !== undefined) print(`${type}${test ? ' (test)' : ''}  ${id}  ${status}`)
}
