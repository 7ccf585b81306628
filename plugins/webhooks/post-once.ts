/** One POST through the guarded agent, and what came of it. */
import { type Dispatcher, request } from 'undici'
import { readBody } from './read-body.ts'
import { type TryError, tryError } from './try-error.ts'

/** One HTTP request and what came of it. Times are milliseconds, `startedAt` since the epoch. */
export interface Try {
  readonly startedAt: number
  readonly durationMs: number
  /**
   * Whether bytes of the request left. undici says when it hands a request to a connected socket and writes it in
   * the same turn: false means for certain that the receiver saw none of it, true that it may have it whole.
   */
  readonly sent: boolean
  /** As they went out, secrets and all: mask them before they are kept or shown. */
  readonly requestHeaders: Readonly<Record<string, string>>
  /** Null where no answer came. With a status, `error` tells only why the body broke off. */
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>> | null
  /** The first 16 kB as text; nothing is decompressed. */
  readonly body: string | null
  readonly truncated: boolean
  readonly error: TryError | null
}

export interface PostOptions {
  readonly url: string
  readonly body: string
  /** The headers of one try, signed at `now` (UTC epoch milliseconds). */
  headersFor(now: number): Record<string, string>
  /** For the words of a timeout; `deadline` is what bounds the request. */
  readonly timeoutMs: number
  readonly agent: Dispatcher
  /** Aborts when this server stops. */
  readonly signal?: AbortSignal
  now?(): number
}

export const UNANSWERED = { status: null, headers: null, body: null, truncated: false } as const
export const STOPPING: TryError = { kind: 'aborted', message: 'This server was stopping.' }

/** Sends one request, bounded by `deadline`. Never throws for anything that the receiver or the network does. */
export async function postOnce(options: PostOptions, deadline: AbortSignal): Promise<Try> {
  const { url, body, headersFor, timeoutMs, agent, signal, now = Date.now } = options
  const startedAt = now()
  const start = performance.now()
  const requestHeaders = headersFor(startedAt)
  let sent = false
  const dispatcher = agent.compose(
    onHandedOver(() => {
      sent = true
    }),
  )
  const done = (rest: Omit<Try, 'startedAt' | 'durationMs' | 'sent' | 'requestHeaders'>): Try => ({
    startedAt,
    durationMs: Math.round(performance.now() - start),
    sent,
    requestHeaders,
    ...rest,
  })
  const wordsOf = (error: unknown): TryError => {
    if (!deadline.aborted) return tryError(error, sent)
    if (signal?.aborted) return STOPPING
    return { kind: 'timeout', message: `No ${sent ? 'answer' : 'connection'} within ${timeoutMs / 1000} s.` }
  }
  try {
    const asked = request(url, {
      dispatcher,
      method: 'POST',
      headers: requestHeaders,
      body,
      signal: deadline,
    })
    // undici heeds the signal only once there is a connection; what still hangs then is aborted unsent.
    const answer = await Promise.race([asked, aborted(deadline)])
    const read = await readBody(answer.body)
    return done({
      status: answer.statusCode,
      headers: flat(answer.headers),
      body: read.text,
      truncated: read.truncated,
      error: read.error === undefined ? null : wordsOf(read.error),
    })
  } catch (error) {
    return done({ ...UNANSWERED, error: wordsOf(error) })
  }
}

/** Calls `mark` in the turn in which a request is written to its connection, unless it was aborted before. */
function onHandedOver(mark: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        handler.onRequestStart?.(controller, context)
        if (!controller.aborted) mark()
      },
      onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => handler.onResponseError?.(...args),
    })
}

/** Rejects when the signal aborts. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** One text a name. A receiver's cookies are none of ours to keep. */
function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name !== 'set-cookie')
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}
