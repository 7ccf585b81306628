import type { Response } from 'express'

/** A reader that takes nothing for this long is cut off; it comes back at its cursor. */
const STUCK_MS = 30_000
/** How long a client is asked to wait before it comes back, give or take. */
const RETRY_MS = 1000

/** One answer of server-sent events (HTML standard, "Server-sent events"). */
export interface EventStream {
  /** Aborts when the reader is gone. */
  readonly gone: AbortSignal
  /** Writes one message; resolves when the reader has room for the next. Single lines only. */
  send(message: { readonly id?: number; readonly event?: string; readonly data?: string }): Promise<void>
  end(): void
}

/** Begins the answer. No proxy in between may keep or change it. */
export function openEventStream(res: Response): EventStream {
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  res.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  res.flushHeaders()
  const write = async (text: string) => {
    if (!gone.signal.aborted && !res.write(text)) await room(res, gone.signal)
  }
  void write(`retry: ${RETRY_MS}\n\n`)
  return {
    gone: gone.signal,
    send({ id, event, data }) {
      const lines = [
        ...(id === undefined ? [] : [`id: ${id}`]),
        ...(event === undefined ? [] : [`event: ${event}`]),
        ...(data === undefined ? [] : [`data: ${data}`]),
      ]
      return write(`${lines.join('\n')}\n\n`)
    },
    end: () => void res.end(),
  }
}

function room(res: Response, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(stuck)
      res.off('drain', done)
      gone.removeEventListener('abort', done)
      resolve()
    }
    const stuck = setTimeout(() => res.destroy(), STUCK_MS)
    res.once('drain', done)
    gone.addEventListener('abort', done, { once: true })
  })
}
