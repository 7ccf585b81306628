import { programOf, startNode } from './child.ts'

/** One request as it arrived, without its text. */
export interface Arrival {
  /** 1 for the first request of this process. */
  readonly number: number
  /** When its last byte was read: epoch milliseconds with fractions. */
  readonly at: number
  readonly path: string
  /** `webhook-id` */
  readonly id: string
  readonly type: string
  readonly subject: string | null
  readonly sequence: number | null
  readonly position: number
  /** `webhook-timestamp`, in seconds. */
  readonly timestamp: number
  /** A short digest of the body. */
  readonly bytes: string
  /** Indexes of the path's secrets whose signature was right. */
  readonly signedBy: readonly number[]
  /** What was done with it. */
  readonly act: string
  readonly status: number
}

/**
 * `answer` in full · `hang`: accepts and never answers · `silence`: headers, then nothing · `drip`: one byte of the
 * body a second · `drip-head`: one byte of the headers a second · `endless` body · `bomb`: gzip that unpacks to 50 MB
 * · `huge-header` · `garbage`: no HTTP · `reset` after the request · `cut`: the status, then a reset · `close-idle`:
 * answers, then closes without having said so.
 */
export interface Manner {
  readonly act?: Act
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly delayMs?: number
  /** The share of requests, chosen by message and number, that this is done to; the others get a 200. */
  readonly share?: number
  /** Adds a `Retry-After` date so many seconds from the sender's time. */
  readonly retryAfterDate?: number
  /** The body tells what headers came. */
  readonly echo?: boolean
}
export type Act =
  | 'answer'
  | 'hang'
  | 'silence'
  | 'drip'
  | 'drip-head'
  | 'endless'
  | 'bomb'
  | 'huge-header'
  | 'garbage'
  | 'reset'
  | 'cut'
  | 'close-idle'

/** One manner a request, the last one for ever. */
export interface PathScript {
  readonly manners: Manner[]
  /** Signing secrets to check with. */
  readonly secrets?: readonly string[]
  /** Requests are counted and not kept, for millions of them. */
  readonly counted?: boolean
}

export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** One host and port. */
export interface FaultHost {
  /** Without a slash at the end. */
  readonly url: string
  /** Refuses connections and ends those there are. */
  down(): Promise<void>
  /** Listens again on the same port. */
  up(certificate?: Certificate): Promise<void>
}

export interface FaultReceiver {
  /** The host that every path can be reached at. */
  readonly host: FaultHost
  addHost(certificate?: Certificate): Promise<FaultHost>
  /** What is done at this path from now on; a path without a script answers 200. */
  script(path: string, script: PathScript): Promise<void>
  /** Every request whose `number` is above `after`. */
  arrivals(after?: number): Promise<Arrival[]>
  /** How many requests there were, in all or at one path. */
  count(path?: string): Promise<number>
  stop(): Promise<void>
}

/** Starts a process of receivers on the loopback. */
export async function startFaultReceiver(): Promise<FaultReceiver> {
  const child = startNode(programOf('test/support/fault-receiver-process.ts'), {}, { stdio: 'pipe' })
  const [, controlPort] = await child.printed(/control (\d+)/)
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const init = body ? { method: 'POST', body: JSON.stringify(body) } : {}
    const response = await fetch(`http://127.0.0.1:${controlPort}${path}`, init)
    if (!response.ok) throw new Error(`the receiver answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }
  const addHost = async (certificate?: Certificate): Promise<FaultHost> => {
    const { host, port } = await ask<{ host: number; port: number }>('/hosts', { certificate })
    return {
      url: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
      down: () => ask(`/host?host=${host}`, { up: false }),
      up: (renewed = certificate) => ask(`/host?host=${host}`, { up: true, certificate: renewed }),
    }
  }
  return {
    host: await addHost(),
    addHost,
    script: (path, script) => ask(path, { script }),
    async arrivals(after = 0) {
      const all: Arrival[] = []
      for (;;) {
        const slice = await ask<Arrival[]>(`/arrivals?after=${after + all.length}`)
        if (slice.length === 0) return all
        for (const arrival of slice) all.push(arrival)
      }
    },
    count: async (path = '') =>
      (await ask<{ arrivals: number }>(`/count?path=${encodeURIComponent(path)}`)).arrivals,
    stop: () => child.end(),
  }
}
