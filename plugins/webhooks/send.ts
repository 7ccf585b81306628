/** One attempt of a delivery: p-retry around one POST through the guarded agent. */
import pRetry, { AbortError } from 'p-retry'
import { type Dispatcher, request } from 'undici'
import { readBody } from './read-body.ts'
import { type TryError, type TryErrorKind, tryError } from './try-error.ts'

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

/** The last try, and all of them in order. `tries` is empty only if the signal had aborted before the first. */
export interface Outcome extends Omit<Try, 'startedAt' | 'durationMs' | 'requestHeaders'> {
  readonly tries: readonly Try[]
}

export interface SendOptions {
  readonly url: string
  readonly body: string
  /** The headers of one try, signed at `now` (UTC epoch milliseconds). */
  headersFor(now: number): Record<string, string>
  /** Bounds all quick tries together. */
  readonly timeoutMs: number
  readonly agent: Dispatcher
  /** Aborts when this server stops. */
  readonly signal?: AbortSignal
  /** Records a try before the next one starts; what it throws ends the attempt and is thrown on. */
  onTry?(one: Try): void | Promise<void>
  now?(): number
}

/** At most two quick extra tries. */
const EXTRA_TRIES = 2

/** A new try may go better at once only where the network failed. All else is answered, or will be the same. */
const PASSING: ReadonlySet<TryErrorKind> = new Set(['dns', 'connect', 'reset'])

/** Tells p-retry to try again; everything about the try is recorded by then. */
class TryAgain extends Error {}

/** The reason of our own abort, to tell it from errors that are not ours. */
class Deadline extends Error {}

/** Sends one message. Never throws for anything that the receiver or the network does: that is the outcome. */
export async function send(options: SendOptions): Promise<Outcome> {
  const { timeoutMs, signal, onTry } = options
  const tries: Try[] = []
  const deadline = new AbortController()
  const stop = () => deadline.abort(new Deadline())
  const timer = setTimeout(stop, timeoutMs)
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  const attempt = async () => {
    const one = await tryOnce(options, deadline.signal)
    tries.push(one)
    // p-retry's own hook is not called for an AbortError: recording happens here or not at all.
    try {
      await onTry?.(one)
    } catch (error) {
      throw new AbortError(error instanceof Error ? error : String(error))
    }
    if (one.status === null && one.error && PASSING.has(one.error.kind)) throw new TryAgain()
  }
  try {
    await pRetry(attempt, {
      retries: EXTRA_TRIES,
      minTimeout: 100,
      factor: 4,
      randomize: true,
      signal: deadline.signal,
    })
  } catch (error) {
    if (!(error instanceof TryAgain || error instanceof Deadline)) throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
  const { startedAt: _, durationMs: __, requestHeaders: ___, ...last } = tries.at(-1) ?? NEVER_TRIED
  return { ...last, tries }
}

const UNANSWERED = { status: null, headers: null, body: null, truncated: false } as const
const NEVER_TRIED: Try = {
  ...UNANSWERED,
  startedAt: 0,
  durationMs: 0,
  sent: false,
  requestHeaders: {},
  error: { kind: 'aborted', message: 'This server was stopping.' },
}

async function tryOnce(options: SendOptions, deadline: AbortSignal): Promise<Try> {
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
    if (signal?.aborted) return { kind: 'aborted', message: 'This server was stopping.' }
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
