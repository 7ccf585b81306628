/** How far back a node looks for signs that it is cut off. */
const WINDOW_MS = 30_000
/** With fewer hosts it cannot be told whose fault it is. */
const HOSTS = 3
const SILENT_SHARE = 0.8
/** Deliveries claimed at once until somebody answers again. */
export const TRIAL = 8

interface Sign {
  readonly at: number
  readonly host: string
  readonly answered: boolean
  readonly success: boolean
}

/**
 * Whether it is this node's own network that is down: of the last 30 seconds, at least three hosts were tried, four
 * fifths of the requests had no answer, and none was a success. Then nobody else is to blame. Times are on the
 * monotonic clock.
 */
export class OwnNetwork {
  #signs: Sign[] = []
  #doubt = false

  note(sign: Sign): void {
    this.#signs.push(sign)
    if (sign.answered) this.#doubt = false
  }

  down(at: number): boolean {
    this.#signs = this.#signs.filter((sign) => sign.at > at - WINDOW_MS)
    const hosts = new Set(this.#signs.map((sign) => sign.host))
    const silent = this.#signs.filter((sign) => !sign.answered).length
    const down =
      hosts.size >= HOSTS &&
      silent >= this.#signs.length * SILENT_SHARE &&
      !this.#signs.some((sign) => sign.success)
    if (down) this.#doubt = true
    return down
  }

  /** It was down, and nobody has answered since: go on with a few requests only. */
  get doubtful(): boolean {
    return this.#doubt
  }
}
