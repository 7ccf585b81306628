import { Webhook } from 'standardwebhooks'
import { programOf, startNode } from './child.ts'
import { until } from './wait.ts'

/** One request as it arrived. */
export interface ReceivedRequest {
  /** 1 for the first request of this receiver. */
  readonly number: number
  /** When its last byte was read: epoch milliseconds with fractions. */
  readonly at: number
  readonly method: string
  readonly path: string
  /** Names in lower case; several of one name are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** Name and value in turn, as they were sent. */
  readonly rawHeaders: readonly string[]
  readonly body: string
  /** The body's bytes. */
  readonly bodyBase64: string
  /** What was done with it. */
  readonly act: Act
  readonly status: number
}

/**
 * `answer` in full · `hang`: accepts and never answers · `silence`: headers, then nothing · `drip`: one byte each
 * `everyMs` (1000) · `endless` body · `reset` after the request, without an answer · `cut`: status, `body`, then a
 * reset in the middle of the announced length.
 */
export type Act = 'answer' | 'hang' | 'silence' | 'drip' | 'endless' | 'reset' | 'cut'

/** What to do with a request; nothing given is an empty 200 at once. */
export interface Answer {
  readonly act?: Act
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly delayMs?: number
  readonly everyMs?: number
}

/** One answer a request, the last one for ever (or from the start again with `repeat`). `paths` has own lists. */
export interface Script {
  readonly answers: readonly Answer[]
  readonly repeat?: boolean
  readonly paths?: Readonly<Record<string, Answer[]>>
}

export interface Receiver {
  readonly url: string
  /** Every request so far, or those with a `number` above `after`. */
  requests(after?: number): Promise<ReceivedRequest[]>
  /** Waits until at least `count` requests have arrived, and returns all of them. */
  received(count: number): Promise<ReceivedRequest[]>
  counts(): Promise<{ requests: number; connections: number }>
  /** Answers from now on by these, one a request, the last one for ever. Paths may have lists of their own. */
  script(answers: readonly Answer[], rest?: Omit<Script, 'answers'>): Promise<void>
  stop(): Promise<void>
}

/** Starts a receiver on the loopback in a process of its own. It answers 200 until told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const child = startNode(programOf('test/support/receiver-process.ts'), {}, { stdio: 'pipe' })
  const [, port, controlPort] = await child.printed(/receiver (\d+) control (\d+)/)
  const ask = async (path: string, script?: Script) => {
    const init = script ? { method: 'PUT', body: JSON.stringify(script) } : {}
    const response = await fetch(`http://127.0.0.1:${controlPort}${path}`, init)
    return response.json()
  }
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    requests: (after = 0) => ask(`/requests?after=${after}`),
    async received(count) {
      await until(`${count} requests have arrived`, async () => (await receiver.counts()).requests >= count)
      return receiver.requests()
    },
    counts: () => ask('/count'),
    script: (answers, rest = {}) => ask('/script', { answers, ...rest }),
    stop: () => child.end(),
  }
  return receiver
}

/** The parsed body of a Standard Webhooks request. Throws when the signature over its bytes is not right. */
export function verifyPost(request: ReceivedRequest, secret: string): unknown {
  const headers = { ...request.headers }
  return new Webhook(secret).verify(Buffer.from(request.bodyBase64, 'base64'), headers)
}
