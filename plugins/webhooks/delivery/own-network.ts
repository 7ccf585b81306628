/** How far back a node looks for signs that it is cut off. */
const WINDOW_MS = 30_000
/** With fewer hosts it cannot be told whose fault it is. */
const HOSTS = 3
const SILENT_SHARE = 0.8
/** After it was down, silence is excused for this long, until somebody answers: a few tries find fewer than all hosts. */
const EXCUSE_MS = 60_000
/** Deliveries claimed at once until somebody answers again. */
export const TRIAL = 8

interface Sign {
  readonly at: number
  readonly host: string
  readonly answered: boolean
  readonly success: boolean
}

/** The signs of one second, added up: there are thousands of them on a busy node. */
interface Second {
  readonly from: number
  readonly hosts: Set<string>
  tried: number
  silent: number
  successes: number
}

/**
 * Whether it is this node's own network that is down: of the last 30 seconds, at least three hosts were tried, four
 * fifths of the requests had no answer, and none was a success. Then nobody else is to blame. Times are on the
 * monotonic clock.
 */
export class OwnNetwork {
  #seconds: Second[] = []
  #doubt = false
  #downAt = Number.NEGATIVE_INFINITY

  note({ at, host, answered, success }: Sign): void {
    let second = this.#seconds.at(-1)
    if (!second || at >= second.from + 1000) {
      second = { from: at, hosts: new Set(), tried: 0, silent: 0, successes: 0 }
      this.#seconds.push(second)
    }
    second.tried += 1
    if (success) second.successes += 1
    if (answered) this.#doubt = false
    else second.silent += 1
    // A host that was counted already need not be hashed into a long list again.
    if (second.hosts.size < HOSTS) second.hosts.add(host)
  }

  down(at: number): boolean {
    while (this.#seconds[0] && this.#seconds[0].from <= at - WINDOW_MS) this.#seconds.shift()
    if (this.#seconds.some((second) => second.successes > 0)) return false
    const sum = (count: (second: Second) => number) =>
      this.#seconds.reduce((total, second) => total + count(second), 0)
    const hosts = new Set(this.#seconds.flatMap((second) => [...second.hosts]))
    const down = hosts.size >= HOSTS && sum((one) => one.silent) >= sum((one) => one.tried) * SILENT_SHARE
    if (down) {
      this.#doubt = true
      this.#downAt = at
    }
    return down
  }

  /** Whether silence says nothing of an endpoint: it is down, or was a moment ago and nobody has answered since. */
  excuses(at: number): boolean {
    return this.down(at) || (this.#doubt && at - this.#downAt < EXCUSE_MS)
  }

  /** It was down, and nobody has answered since: go on with a few requests only. */
  get doubtful(): boolean {
    return this.#doubt
  }
}
