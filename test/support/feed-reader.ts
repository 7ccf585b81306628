import { readMessages, type StreamMessage } from '../../src/listen/read-messages.ts'

/** One connection to the stream of the feed, and what came of it. */
export interface FeedReader {
  readonly status: number
  readonly messages: StreamMessage[]
  /** The data of the events so far, as they were sent. */
  texts(): string[]
  /** Undefined while it is open; then how the server ended it. */
  ended(): 'whole' | 'cut' | undefined
  close(): void
}

/** Opens `GET /api/v1/events` as server-sent events and reads it in the background. */
export async function openFeed(
  url: string,
  key: string,
  { query = '', lastEventId }: { readonly query?: string; readonly lastEventId?: string } = {},
): Promise<FeedReader> {
  const over = new AbortController()
  const answer = await fetch(`${url}/api/v1/events${query}`, {
    headers: {
      authorization: `Bearer ${key}`,
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: over.signal,
  })
  const messages: StreamMessage[] = []
  let ended: 'whole' | 'cut' | undefined
  const read = async () => {
    if (answer.body) for await (const message of readMessages(answer.body)) messages.push(message)
  }
  read().then(
    () => {
      ended = 'whole'
    },
    () => {
      ended = 'cut'
    },
  )
  return {
    status: answer.status,
    messages,
    texts: () =>
      messages.flatMap(({ event, data }) => (event === undefined && data !== undefined ? data : [])),
    ended: () => ended,
    close: () => over.abort(),
  }
}
