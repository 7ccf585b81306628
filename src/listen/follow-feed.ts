import { StartError } from '../domain/errors.ts'
import { createNudge, jitter } from '../lib/nudge.ts'
import { type ApiClient, detailOf } from './api-client.ts'
import { readMessages, type StreamMessage } from './read-messages.ts'

/** The server says something every fifteen seconds; a stream that is silent for longer has been cut unseen. */
const SILENT_MS = 45_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000

export interface Followed {
  readonly listenerId: string
  readonly types: string | undefined
  /** Where to begin. */
  readonly after: number
  /** Called for each event in order; its position counts as read once this is through. */
  take(data: string): Promise<void>
  /** Called when the connection is lost, and when it is there again. */
  connected(position: number, again: boolean): void
  lost(): void
}

/**
 * Reads the feed until the listener ends (answers why) or `signal` aborts. A connection that is cut is made anew at the
 * position that was read last, so that nothing is lost and nothing is taken twice. Throws a `StartError` where coming
 * back is of no use.
 */
export async function followFeed(
  api: ApiClient,
  followed: Followed,
  signal: AbortSignal,
): Promise<string | undefined> {
  const reader = new FeedReader(api, followed)
  const rest = createNudge()
  let pause = FIRST_PAUSE_MS
  for (let again = false; !signal.aborted; again = true) {
    const before = reader.position
    const ended = await reader.readOnce(again, signal)
    if (ended !== undefined) return ended
    if (signal.aborted) break
    followed.lost()
    pause = reader.position > before ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS)
    await rest.wait(jitter(pause), signal)
  }
  return undefined
}

class FeedReader {
  readonly #api: ApiClient
  readonly #followed: Followed
  position: number

  constructor(api: ApiClient, followed: Followed) {
    this.#api = api
    this.#followed = followed
    this.position = followed.after
  }

  /** One connection to its end; answers why the listener ended, if that is the reason. */
  async readOnce(again: boolean, signal: AbortSignal): Promise<string | undefined> {
    const over = new AbortController()
    const end = () => over.abort()
    signal.addEventListener('abort', end, { once: true })
    let silent = setTimeout(end, SILENT_MS)
    try {
      const body = await this.#connect(over.signal)
      if (!body) return undefined
      this.#followed.connected(this.position, again)
      for await (const message of readMessages(body)) {
        clearTimeout(silent)
        if (message.event === 'end') return reasonOf(message)
        await this.#take(message)
        if (signal.aborted) return undefined
        silent = setTimeout(end, SILENT_MS)
      }
    } catch (error) {
      if (error instanceof StartError) throw error
      // Cut: the next connection goes on where this one ended.
    } finally {
      clearTimeout(silent)
      over.abort()
      signal.removeEventListener('abort', end)
    }
    return undefined
  }

  /** The stream; undefined when the server cannot be reached at the moment. */
  async #connect(signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    const { listenerId, types } = this.#followed
    const query = new URLSearchParams({ listener: listenerId, after: String(this.position) })
    if (types !== undefined) query.set('types', types)
    const headers = { accept: 'text/event-stream' }
    const answer = await this.#api.send('GET', `/events?${query}`, { headers, signal })
    if (answer.ok) return answer.body ?? undefined
    if (answer.status >= 500 || answer.status === 429) return undefined
    throw new StartError(await detailOf(answer))
  }

  async #take({ id, data }: StreamMessage): Promise<void> {
    if (data !== undefined) await this.#followed.take(data)
    if (id !== undefined) this.position = Number(id)
  }
}

function reasonOf({ data = '{}' }: StreamMessage): string {
  const told: unknown = JSON.parse(data)
  const reason = typeof told === 'object' && told !== null && 'reason' in told ? told.reason : undefined
  return String(reason ?? 'The listener has ended.')
}
