/** One attempt of a delivery: p-retry around one POST through the guarded agent. */
import pRetry, { AbortError } from 'p-retry'
import { Deadline, DeadlineReached } from './deadline.ts'
import { type PostOptions, postOnce, STOPPING, type Try, UNANSWERED } from './post-once.ts'
import type { TryErrorKind } from './try-error.ts'

export type { Try } from './post-once.ts'

/** The last try, and all of them in order. `tries` is empty only if the signal had aborted before the first. */
export interface Outcome extends Omit<Try, 'startedAt' | 'durationMs' | 'requestHeaders'> {
  readonly tries: readonly Try[]
}

export interface SendOptions extends PostOptions {
  /** Bounds all quick tries together. */
  readonly timeoutMs: number
  /** Records a try before the next one starts; what it throws ends the attempt and is thrown on. */
  onTry?(one: Try): void | Promise<void>
}

/** At most two quick extra tries, after about 100 and 400 ms. */
const PACE = { retries: 2, minTimeout: 100, factor: 4, randomize: true } as const

/** No try begins after this share of the time: it would be cut off before its receiver has had a fair one. */
const LATEST = 0.5

/** A new try may go better at once only where the network failed. All else is answered, or will be the same. */
const PASSING: ReadonlySet<TryErrorKind> = new Set(['dns', 'connect', 'reset'])

/** Tells p-retry to try again; everything about the try is recorded by then. */
class TryAgain extends Error {}

/** Sends one message. Never throws for anything that the receiver or the network does: that is the outcome. */
export async function send(options: SendOptions): Promise<Outcome> {
  const { timeoutMs, signal, onTry } = options
  const tries: Try[] = []
  const deadline = new Deadline(timeoutMs, signal)
  const begun = performance.now()
  const attempt = async () => {
    if (tries.length > 0 && performance.now() - begun > timeoutMs * LATEST) return
    const one = await postOnce(options, deadline)
    tries.push(one)
    // p-retry's own hook is not called for an AbortError: recording happens here or not at all.
    if (onTry) await recorded(onTry, one)
    if (one.status === null && one.error && PASSING.has(one.error.kind)) throw new TryAgain()
  }
  try {
    await pRetry(attempt, { ...PACE, signal: deadline.signal })
  } catch (error) {
    if (!(error instanceof TryAgain || error instanceof DeadlineReached)) throw error
  } finally {
    deadline.clear()
  }
  const { startedAt: _, durationMs: __, requestHeaders: ___, ...last } = tries.at(-1) ?? NEVER_TRIED
  return { ...last, tries }
}

/** Keeps a try before the next one starts; a fault there ends the attempt. */
async function recorded(onTry: NonNullable<SendOptions['onTry']>, one: Try): Promise<void> {
  try {
    await onTry(one)
  } catch (error) {
    throw new AbortError(error instanceof Error ? error : String(error))
  }
}

const NEVER_TRIED: Try = {
  ...UNANSWERED,
  startedAt: 0,
  durationMs: 0,
  sent: false,
  requestHeaders: {},
  error: STOPPING,
}
