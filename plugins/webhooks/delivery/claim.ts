import { type Dialect, type Tx, together } from '#gatepost'
import { type Candidate, dueHeads, leaseHeads, lockCandidates, noteServed } from '../repositories/claims.ts'
import type { Claimed } from './delivery.ts'

/** What an endpoint gets in the first round at least, so that one with a long backlog leaves room for the others. */
const SHARE = 16
/** Endpoints weighed at once: a full claim is 512 rows at 16 each. */
const CANDIDATES = 64
/** A lease outlives the request's own deadline by this, for the record of its outcome. */
export const LEASE_SLACK_MS = 5000

export interface ClaimWish {
  readonly now: number
  /** Rows wanted at most. */
  readonly want: number
  /** Of these, rows for endpoints in `slow` at most: the rest stays free for endpoints that answer quickly. */
  readonly wantSlow: number
  readonly slow: ReadonlySet<number>
}

/**
 * Leases due heads in one short transaction: endpoints longest unserved first, a share each, then larger shares
 * while there is room, so that one endpoint alone fills its cap. Answers them in no order.
 */
export async function claim(tx: Tx, dialect: Dialect, wish: ClaimWish): Promise<Claimed[]> {
  const { endpoints, weigh } = await lockCandidates(tx, dialect, wish.now, CANDIDATES)
  if (endpoints.length === 0) return []
  const share = Math.max(SHARE, Math.ceil(wish.want / endpoints.length))
  const [candidates, heads] = await together(weigh(), dueHeads(tx, dialect, endpoints, wish.now, share))
  const rooms = new Map(candidates.map((candidate) => [candidate.endpoint, room(candidate, wish.now)]))
  const chosen = await chooseHeads(tx, dialect, candidates, rooms, wish, { share, heads })
  const byEndpoint = new Map(candidates.map((candidate) => [candidate.endpoint, candidate]))
  const leases = [...chosen].flatMap(([endpoint, ids]) => {
    const until = wish.now + (byEndpoint.get(endpoint)?.timeoutMs ?? 0) + LEASE_SLACK_MS
    return ids.map((id) => ({ id, until }))
  })
  if (leases.length === 0) return []
  const served = [...chosen].flatMap(([endpoint, ids]) => {
    const candidate = byEndpoint.get(endpoint)
    return candidate ? [{ endpoint, ...tokensAfter(candidate, wish.now, ids.length) }] : []
  })
  const rows = await leaseHeads(tx, dialect, leases, noteServed(tx, dialect, served, wish.now))
  return rows.map(({ lease_until: leaseUntil, ...row }) => {
    const candidate = byEndpoint.get(row.endpoint)
    return {
      ...row,
      leaseUntil,
      version: candidate?.version ?? 0,
      probe: candidate?.breaker === 'open',
    }
  })
}

/** Rounds of head lookups: a share each first, then what is left to those that filled their share. */
async function chooseHeads(
  tx: Tx,
  dialect: Dialect,
  candidates: readonly Candidate[],
  rooms: ReadonlyMap<number, number>,
  wish: ClaimWish,
  first: { readonly share: number; readonly heads: readonly { id: number; endpoint: number }[] },
): Promise<Map<number, number[]>> {
  const chosen = new Map<number, number[]>()
  let left = wish.want
  let leftSlow = wish.wantSlow
  let { share, heads } = first
  let asked = candidates
  while (asked.length > 0 && left > 0) {
    const found = new Map<number, number[]>()
    for (const { endpoint, id } of heads) {
      const ids = found.get(endpoint)
      if (ids) ids.push(id)
      else found.set(endpoint, [id])
    }
    const more: Candidate[] = []
    for (const candidate of asked) {
      const { endpoint } = candidate
      const ids = found.get(endpoint) ?? []
      const had = chosen.get(endpoint)?.length ?? 0
      const slow = wish.slow.has(endpoint)
      const most = Math.min(rooms.get(endpoint) ?? 0, had + left, slow ? had + leftSlow : had + left)
      const taken = ids.slice(0, most)
      left -= taken.length - had
      if (slow) leftSlow -= taken.length - had
      if (taken.length > 0) chosen.set(endpoint, taken)
      if (ids.length === share && most > share) more.push(candidate)
    }
    asked = more
    if (asked.length === 0 || left === 0) break
    share = Math.min(wish.want, Math.max(share * 2, Math.ceil(wish.want / asked.length)))
    const endpoints = asked.map(({ endpoint }) => endpoint)
    heads = await dueHeads(tx, dialect, endpoints, wish.now, share)
  }
  return chosen
}

/** How many more requests an endpoint may have in flight now. */
function room(candidate: Candidate, now: number): number {
  if (candidate.breaker === 'open') return Math.max(0, 1 - candidate.leased)
  const free = Math.min(candidate.cap, candidate.maxInFlight) - candidate.leased
  return Math.max(
    0,
    candidate.ratePerSecond === null ? free : Math.min(free, Math.floor(tokens(candidate, now))),
  )
}

/** A tenth of a second's worth may be saved up: enough to keep a steady rate, too little for a burst. */
function tokens({ ratePerSecond, tokens: saved, tokensAt }: Candidate, now: number): number {
  const rate = ratePerSecond ?? 0
  const elapsed = Math.max(0, now - tokensAt)
  return Math.min(Math.max(1, rate / 10), saved + (elapsed * rate) / 1000)
}

function tokensAfter(candidate: Candidate, now: number, taken: number): { tokens: number; tokensAt: number } {
  if (candidate.ratePerSecond === null) return { tokens: candidate.tokens, tokensAt: candidate.tokensAt }
  return { tokens: tokens(candidate, now) - taken, tokensAt: now }
}
