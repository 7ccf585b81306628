import { setMaxListeners } from 'node:events'
import type { Response } from 'express'
import { Refusal } from '../../domain/errors.ts'
import { feedText } from '../../domain/event-envelope.ts'
import { createNudge, type Nudge } from '../../lib/nudge.ts'
import type { Deps } from '../../usecases/deps.ts'
import { keyOpens } from '../../usecases/key-opens.ts'
import { type FeedFilter, type FeedPage, readFeed, readHead } from '../../usecases/read-feed.ts'
import { type EventStream, openEventStream } from './event-stream.ts'
import { createLogWatch, type LogWatch } from './log-watch.ts'
import { createSlots } from './slots.ts'

/** Events sent before the next look at the key. */
const BATCH = 100
/** A quiet stream says that it lives, and moves its reader's cursor on, this often. */
const HEARTBEAT_MS = 15_000
const ENDED = 'The key or its listener has ended.'

/** What the feed hears of the process around it; without it, it polls and never ends by itself. */
export interface FeedParts {
  /** Nudged when this node gave positions. */
  readonly moved?: Nudge | undefined
  /** Aborts when the process ends: whoever waits or streams is let go. */
  readonly stopping?: AbortSignal | undefined
  /** How long a stream is silent at most, in milliseconds. */
  readonly heartbeatMs?: number | undefined
}

export interface Asked {
  readonly keyId: string
  readonly after: number
  readonly filter: FeedFilter
}

/** The log as a feed: at once, after a wait, or as a stream. */
export class Feed {
  readonly #deps: Deps
  readonly #stopping: AbortSignal
  readonly #heartbeatMs: number
  readonly #watch: LogWatch
  readonly #takeSlot = createSlots()

  constructor(deps: Deps, parts: FeedParts) {
    const { moved = createNudge(), stopping = new AbortController().signal } = parts
    this.#deps = deps
    this.#heartbeatMs = parts.heartbeatMs ?? HEARTBEAT_MS
    this.#stopping = stopping
    // One for each reader, and their number is bounded.
    setMaxListeners(0, stopping)
    this.#watch = createLogWatch(() => readHead(deps), moved)
  }

  /**
   * A page; while there is nothing to show, not before `waitMs` are over, the reader is gone or the process ends.
   * Who may wait is asked again at the end: even the first look may have come after the key's last moment.
   */
  async read(asked: Asked & { readonly limit: number }, waitMs: number, res: Response): Promise<FeedPage> {
    const { filter, limit } = asked
    if (filter.listenerId !== undefined) await this.#mustOpen(asked)
    const deadline = performance.now() + waitMs
    let page = await readFeed(this.#deps, asked, filter)
    if (waitMs === 0) return page
    return this.#while(res, asked.keyId, async (signal) => {
      while (page.events.length === 0 && !signal.aborted && performance.now() < deadline) {
        const rest = deadline - performance.now()
        if (page.cursor === page.head) await this.#watch.wait(page.head, rest, signal)
        page = await readFeed(this.#deps, { after: page.cursor, limit }, filter)
      }
      if ((await this.#opensUntil(asked)) === undefined)
        throw new Refusal('unauthenticated', { message: ENDED })
      return page
    })
  }

  /** Server-sent events until the reader goes, the key or its listener ends, or this process does. */
  async stream(asked: Asked, res: Response): Promise<void> {
    await this.#mustOpen(asked)
    // What refuses, refuses before the first byte.
    const page = await readFeed(this.#deps, { after: asked.after, limit: BATCH }, asked.filter)
    await this.#while(res, asked.keyId, async (signal) => {
      const stream = openEventStream(res)
      await this.#follow(asked, page, stream, signal)
      stream.end()
    })
  }

  async #follow(asked: Asked, first: FeedPage, stream: EventStream, signal: AbortSignal): Promise<void> {
    let page = first
    let quietSince = performance.now()
    while (!signal.aborted) {
      const until = await this.#opensUntil(asked)
      if (until === undefined) return stream.send({ event: 'end', data: JSON.stringify({ reason: ENDED }) })
      for (const event of page.events) await stream.send({ id: event.position, data: feedText(event) })
      if (page.events.length > 0) quietSince = performance.now()
      const quiet = performance.now() - quietSince
      if (quiet >= this.#heartbeatMs) {
        // An id alone is no event: it keeps a reader that wants few types from being left behind by retention.
        await stream.send({ id: page.cursor })
        quietSince = performance.now()
      } else if (page.cursor === page.head) {
        const rest = Math.min(this.#heartbeatMs - quiet, until - this.#deps.clock.now())
        await this.#watch.wait(page.head, rest, signal)
      }
      page = await readFeed(this.#deps, { after: page.cursor, limit: BATCH }, asked.filter)
    }
  }

  /** Holds a place for as long as the work takes; its signal aborts when the reader is gone or the process ends. */
  async #while<T>(res: Response, keyId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const giveBack = this.#takeSlot(keyId)
    const over = new AbortController()
    const end = () => over.abort()
    res.once('close', end)
    this.#stopping.addEventListener('abort', end, { once: true })
    if (this.#stopping.aborted) end()
    try {
      return await work(over.signal)
    } finally {
      giveBack()
      res.off('close', end)
      this.#stopping.removeEventListener('abort', end)
    }
  }

  async #mustOpen(asked: Asked): Promise<void> {
    if ((await this.#opensUntil(asked)) === undefined) throw new Refusal('gone', { message: ENDED })
  }

  #opensUntil({ keyId, filter }: Asked): Promise<number | undefined> {
    return keyOpens(this.#deps, keyId, 'events:read', filter.listenerId)
  }
}
