/** How fast somebody may guess: some tries at once, then ever slower ones, then a wait. */
export interface GuessRule {
  readonly name: string
  /** Wrong tries without any delay after them. */
  readonly free: number
  /** After so many wrong tries the wait begins. */
  readonly limit: number
  /** Length of that wait; as long without a try, and all is forgotten. */
  readonly waitMs: number
}

/** What was counted. Times are UTC epoch milliseconds. */
export interface GuessCount {
  readonly wrong: number
  readonly lastAt: number
}

/** A try that may be looked at. It counts as wrong until it is known to be right. */
export interface OpenGuess {
  readonly ok: true
  readonly at: number
  /** When the last try before this one was; null where there was none. */
  readonly before: number | null
  /** Set when this try, being wrong, begins a wait until then. */
  readonly waitUntil: number | null
}

/** A try that comes too early; it was not looked at and does not count. */
export interface EarlyGuess {
  readonly ok: false
  readonly until: number
}

/** One counter of a try. */
export interface GuessKey {
  readonly rule: GuessRule
  readonly key: string
}

/** How a counted try ended that was right, or was not looked at. */
export interface GuessEnd extends GuessKey {
  readonly guess: OpenGuess
  /** All tries under the key are forgotten, and not this one alone. */
  readonly clears: boolean
}

/** Counters of wrong tries, shared by all nodes and kept over restarts. Never used inside a transaction. */
export interface GuessCounts {
  /**
   * Counts one try under all keys before it is looked at, so that parallel ones count one after the other. Where it
   * comes too early under one of them it counts under none. Answers in the order of `keys`.
   */
  begin(keys: readonly GuessKey[]): Promise<readonly OpenGuess[] | EarlyGuess>
  end(ends: readonly GuessEnd[]): Promise<void>
}

const FIRST_DELAY_MS = 1000
const LONGEST_DELAY_MS = 30_000

/** How long after the newest of `wrong` tries the next one is taken: 0, then 1 s, 2 s, 4 s …, then the wait. */
export function delayAfter(rule: GuessRule, wrong: number): number {
  if (wrong >= rule.limit) return rule.waitMs
  if (wrong < rule.free) return 0
  return Math.min(FIRST_DELAY_MS * 2 ** (wrong - rule.free), LONGEST_DELAY_MS)
}

/** What one more try at `now` leads to, and what is counted then. */
export function countGuess(
  rule: GuessRule,
  count: GuessCount | undefined,
  now: number,
): { readonly guess: OpenGuess; readonly next: GuessCount } | { readonly guess: EarlyGuess } {
  const known = count && now < count.lastAt + rule.waitMs ? count : undefined
  const until = known ? known.lastAt + delayAfter(rule, known.wrong) : now
  if (until > now) return { guess: { ok: false, until } }
  const wrong = (known?.wrong ?? 0) + 1
  const waitUntil = wrong >= rule.limit ? now + rule.waitMs : null
  return {
    guess: { ok: true, at: now, before: known?.lastAt ?? null, waitUntil },
    next: { wrong, lastAt: now },
  }
}
