import type { Request, RequestHandler, Response } from 'express'
import { renderPart } from '../../views/render.ts'
import { Refusal } from '../domain/errors.ts'
import type { LiveQuery, LiveTopic, Log } from '../hooks/contract.ts'
import type { Deps } from '../usecases/deps.ts'
import { findSessionUser } from '../usecases/find-session-user.ts'
import { signedIn } from './guards.tsx'

/** Every stream is looked after this often, and so is whether its session still lasts. */
const LOOK_MS = 2000
/** A topic that takes long is asked less often, so that it takes this share of the time at most. */
const SHARE = 0.1
/** Streams of one node, and of one session: a browser opens one for each page that is in sight. */
const STREAMS = 200
const STREAMS_OF_ONE = 8
/** A comment after this much silence keeps proxies from closing the connection. */
const BEAT_MS = 15_000
/** A browser that has not read this many bytes is gone. */
const UNREAD = 1_000_000

export interface LiveParts {
  readonly deps: Deps
  readonly log: Log
  /** By `owner/topic`. */
  readonly topics: ReadonlyMap<string, LiveTopic>
  /** Ends every stream when it aborts. */
  readonly stopping?: AbortSignal | undefined
  /** Between two looks, in milliseconds. */
  readonly lookMs?: number
}

/** The address of the stream that a page asks for. */
export function streamHref(owner: string, topic: string, query: LiveQuery = {}): string {
  const asked = new URLSearchParams(query).toString()
  return `/console/live/${owner}/${topic}${asked === '' ? '' : `?${asked}`}`
}

interface Stream {
  readonly res: Response
  readonly session: string
}

/** Those who look at the same: their topic is asked once for all of them. */
interface Channel {
  readonly streams: Set<Stream>
  /** What each part looks like to all of them. */
  readonly shown: Map<string, string>
}

/**
 * Server-sent events of the console: GET with `owner` and `topic` in its path, behind the operator check. What is sent
 * comes from the database, so it does not matter which node did the work.
 */
export function liveStreams(parts: LiveParts): RequestHandler<{ owner: string; topic: string }> {
  const channels = new Map<string, Channel>()
  let open = 0
  parts.stopping?.addEventListener('abort', () => {
    for (const { streams } of channels.values()) for (const stream of streams) end(stream)
  })

  return async (req, res) => {
    const topic = parts.topics.get(`${req.params.owner}/${req.params.topic}`)
    if (!topic) throw new Refusal('not_found')
    const session = signedIn(req).session.id
    const own = [...channels.values()]
      .flatMap(({ streams }) => [...streams])
      .filter((s) => s.session === session)
    if (parts.stopping?.aborted || open >= STREAMS || own.length >= STREAMS_OF_ONE)
      throw new Refusal('too_many', { retryAfter: 30 })
    const query = queryOf(req)
    const key = streamHref(req.params.owner, req.params.topic, query)
    let channel = channels.get(key)
    // Refused here, before the stream begins, where the page asks for what is not there.
    const first = channel ? undefined : await render(topic, query)
    channel = channels.get(key)
    if (!channel) {
      channel = { streams: new Set(), shown: new Map(first) }
      channels.set(key, channel)
      keep(parts, topic, query, channel, () => channels.delete(key))
    }
    const { streams, shown } = channel
    const stream = { res, session }
    open += 1
    streams.add(stream)
    res.once('close', () => {
      open -= 1
      streams.delete(stream)
    })
    res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    res.flushHeaders()
    send(stream, Object.fromEntries(shown))
  }
}

function queryOf(req: Request<{ owner: string; topic: string }>): LiveQuery {
  const given = Object.entries(req.query).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= 500,
  )
  return Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function render(topic: LiveTopic, query: LiveQuery): Promise<[string, string][]> {
  const parts = await topic.read(query)
  return Object.entries(parts).map(([id, part]) => [id, renderPart(part)])
}

/** Looks at a topic for as long as somebody watches, and sends everybody what changed. */
function keep(
  { deps, log, lookMs = LOOK_MS }: LiveParts,
  topic: LiveTopic,
  query: LiveQuery,
  { streams, shown }: Channel,
  ended: () => void,
): void {
  let silentMs = 0
  const look = async () => {
    for (const stream of streams) if (!(await mayWatch(deps, stream.session))) end(stream)
    const changed: Record<string, string> = {}
    for (const [id, html] of await render(topic, query)) {
      if (shown.get(id) === html) continue
      shown.set(id, html)
      changed[id] = html
    }
    silentMs = Object.keys(changed).length > 0 ? 0 : silentMs + lookMs
    for (const stream of streams) {
      if (silentMs === 0) send(stream, changed)
      else if (silentMs % BEAT_MS < lookMs) stream.res.write(': still here\n\n')
    }
  }
  const again = (pauseMs: number) => {
    setTimeout(async () => {
      if (streams.size === 0) return ended()
      const began = performance.now()
      try {
        await look()
      } catch (error) {
        // What is gone stays away; a database that is away for a moment comes back.
        if (error instanceof Refusal && error.status < 500) for (const stream of streams) end(stream)
        else log.warn({ err: error, topic: topic.name }, 'a live page could not be brought up to date')
      }
      again(Math.max(lookMs, (performance.now() - began) / SHARE))
    }, pauseMs).unref()
  }
  again(lookMs)
}

/** Whether the session still lasts and may see the console; a role that was taken away counts at once. */
async function mayWatch(deps: Deps, session: string): Promise<boolean> {
  const found = await findSessionUser(deps, session)
  return found !== undefined && found.user.role !== null && (!deps.rules.production || found.user.mfaEnabled)
}

function send({ res }: Stream, parts: Readonly<Record<string, string>>): void {
  if (res.writableLength > UNREAD) {
    res.destroy()
    return
  }
  res.write(`event: parts\ndata: ${JSON.stringify(parts)}\n\n`)
}

/** Tells the page not to come back, and closes. */
function end({ res }: Stream): void {
  res.end('event: end\ndata: {}\n\n')
}
