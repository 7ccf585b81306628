import { heed } from './heed.ts'

/** Why a deadline was reached, to tell p-retry's rejection from errors that are not ours. */
export class DeadlineReached extends Error {}

/** Bounds all quick tries of an attempt together: by time, and by the stop of this server. */
export class Deadline {
  /** For the pauses between tries. */
  readonly signal: AbortSignal
  readonly #controller = new AbortController()
  readonly #timer
  readonly #unheed
  #reached: 'timeout' | 'stopping' | undefined
  #onReached: (() => void) | undefined

  constructor(timeoutMs: number, stopping: AbortSignal | undefined) {
    this.signal = this.#controller.signal
    this.#timer = setTimeout(() => this.#reach('timeout'), timeoutMs)
    this.#unheed = stopping && heed(stopping, () => this.#reach('stopping'))
  }

  get reached(): 'timeout' | 'stopping' | undefined {
    return this.#reached
  }

  /** Called when the deadline is reached, in place of what was to be called before. */
  onReached(call: (() => void) | undefined): void {
    this.#onReached = call
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#unheed?.()
  }

  #reach(why: 'timeout' | 'stopping'): void {
    if (this.#reached) return
    this.#reached = why
    this.#controller.abort(new DeadlineReached())
    this.#onReached?.()
  }
}
