/** One POST through the guarded agent, and what came of it. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { AnswerBody, BODY_PATIENCE_MS } from './answer-body.ts'
import type { Deadline } from './deadline.ts'
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
export function postOnce(options: PostOptions, deadline: Deadline): Promise<Try> {
  return new Promise((resolve) => {
    const exchange = new Exchange(options, deadline, resolve)
    const { origin, path } = targetOf(options.url)
    const { requestHeaders: headers } = exchange
    try {
      options.agent.dispatch({ origin, path, method: 'POST', headers, body: options.body }, exchange)
    } catch (error) {
      exchange.fail(error)
    }
  })
}

/**
 * undici calls these as the exchange goes on. Its `request` would do as much with a stream, several promises and
 * listeners for each answer, of which a webhook's is a few bytes: a third of the time of a delivery.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly #options: PostOptions
  readonly #deadline: Deadline
  readonly #resolve: (one: Try) => void
  readonly #startedAt: number
  readonly #start = performance.now()
  #controller: Dispatcher.DispatchController | undefined
  #sent = false
  #status: number | null = null
  #headers: Readonly<Record<string, string>> | null = null
  #body: AnswerBody | undefined
  #patience: NodeJS.Timeout | undefined
  #done = false

  constructor(options: PostOptions, deadline: Deadline, resolve: (one: Try) => void) {
    this.#options = options
    this.#deadline = deadline
    this.#resolve = resolve
    this.#startedAt = options.now ? options.now() : Date.now()
    this.requestHeaders = options.headersFor(this.#startedAt)
    // undici knows of no deadline before there is a connection; what still hangs then is stopped unsent.
    deadline.onReached(() => this.fail(undefined))
    if (deadline.reached) this.fail(undefined)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#done) controller.abort(new Error('it is too late to send'))
    else if (!controller.aborted) this.#sent = true
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // RFC 9110 §15.2: an interim answer precedes the final one.
    if (this.#done || status < 200) return
    this.#status = status
    this.#headers = flat(headers)
    this.#body = new AnswerBody()
    this.#patience = setTimeout(() => this.#cut(true), BODY_PATIENCE_MS)
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#done || !this.#body) return
    if (!this.#body.add(chunk)) this.#cut(true)
  }

  onResponseEnd(): void {
    this.#end(false, null)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error)
  }

  /** Ends the exchange by an error, or by its deadline. */
  fail(error: unknown): void {
    this.#end(true, this.#words(error))
    if (this.#deadline.reached) this.#controller?.abort(new Error('the deadline is reached'))
  }

  /** Takes no more of the body; the connection goes with it. */
  #cut(truncated: boolean): void {
    this.#end(truncated, null)
    this.#controller?.abort(new Error('the rest of the answer is not wanted'))
  }

  #end(truncated: boolean, error: TryError | null): void {
    if (this.#done) return
    this.#done = true
    clearTimeout(this.#patience)
    this.#deadline.onReached(undefined)
    const answered = this.#status !== null
    this.#resolve({
      startedAt: this.#startedAt,
      durationMs: Math.round(performance.now() - this.#start),
      sent: this.#sent,
      requestHeaders: this.requestHeaders,
      status: this.#status,
      headers: this.#headers,
      body: this.#body?.text(truncated) ?? null,
      truncated: answered && truncated,
      error,
    })
  }

  #words(error: unknown): TryError {
    const { reached } = this.#deadline
    if (!reached) return tryError(error, this.#sent)
    if (reached === 'stopping') return STOPPING
    const what = this.#sent ? 'answer' : 'connection'
    return { kind: 'timeout', message: `No ${what} within ${this.#options.timeoutMs / 1000} s.` }
  }
}

interface Target {
  readonly origin: string
  readonly path: string
}

/** URLs taken apart: a server has a few endpoints, and sends to each thousands of times. */
const targets = new Map<string, Target>()

function targetOf(url: string): Target {
  let target = targets.get(url)
  if (!target) {
    const { origin, pathname, search } = new URL(url)
    target = { origin, path: pathname + search }
    if (targets.size >= 1000) targets.clear()
    targets.set(url, target)
  }
  return target
}

/** One text a name. A receiver's cookies are none of ours to keep. */
function flat(headers: IncomingHttpHeaders): Record<string, string> {
  const all: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (name !== 'set-cookie') all[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  }
  return all
}
