import type { Arrival } from '../support/fault-receiver.ts'
import type { DeliveryFact, Facts, LogEvent } from './facts.ts'
import type { Expectation, Row } from './row.ts'

/** The receivers' side of an endpoint: every path that it was configured with. */
export interface Target {
  readonly id: string
  readonly paths: ReadonlySet<string>
  /** Whether its receiver checked signatures. */
  readonly signed: boolean
  /** The number of the last request that may have come before it could. */
  readonly unchecked?: number
}

/** What holds for a whole run, whichever row one looks at. Sentences; empty when all is well. */
export interface RunFaults {
  /** What the product's own ledger says of itself. */
  readonly I1: readonly string[]
  readonly I2: readonly string[]
  readonly I7: readonly string[]
  readonly I8: readonly string[]
  readonly headless: number
}

/** A status that tells the sender of success, whatever became of the rest of the answer. */
const ACCEPTING = new Set(['answer', 'cut', 'close-idle', 'drip', 'silence', 'endless', 'bomb'])
const accepted = ({ status, act }: Arrival) => status >= 200 && status < 300 && ACCEPTING.has(act)

/** Weighs what the database says against what the receivers say. Pure. */
export function judge(
  facts: Facts,
  arrivals: readonly Arrival[],
  targets: readonly Target[],
  run: RunFaults,
  wanted: Expectation,
): Omit<Row, 'group' | 'name' | 'seconds'> {
  const numOf = new Map(facts.endpoints.map(({ id, num }) => [id, num]))
  const own = targets.filter(({ id }) => wanted.endpoints?.includes(id) ?? true)
  const tally = { events: 0, lost: 0, repeats: 0, dead: 0, skipped: 0, open: 0, cut: 0, unseen: 0 }
  const repeated: string[] = []
  const faults: Record<'I1' | 'I3' | 'I4', string[]> = { I1: [...run.I1], I3: [], I4: [] }
  if (facts.unnumbered > 0) faults.I1.push(`${facts.unnumbered} committed events have no position`)
  if (facts.unread > 0) faults.I1.push(`${facts.unread} events were not handed to the webhooks subscriber`)

  for (const target of own) {
    const num = numOf.get(target.id)
    const endpoint = facts.endpoints.find((one) => one.num === num)
    if (num === undefined || !endpoint) {
      faults.I1.push(`endpoint ${target.id} has no row`)
      continue
    }
    const received = arrivals.filter(({ path }) => target.paths.has(path))
    const byMessage = groupById(received)
    const rows = new Map<number, DeliveryFact>()
    const resent = new Set<string>()
    for (const row of facts.deliveries) {
      if (row.endpoint !== num) continue
      if (rows.has(row.position))
        faults.I1.push(`position ${row.position} has two deliveries at ${target.id}`)
      rows.set(row.position, row)
    }
    for (const event of owedTo(facts, num, target.id)) {
      tally.events += 1
      const row = rows.get(event.position)
      rows.delete(event.position)
      if (row && row.replay !== null) resent.add(event.id)
      if (!row) {
        tally.lost += 1
        continue
      }
      if (row.state === 'dead') tally.dead += 1
      else if (row.state === 'skipped') tally.skipped += 1
      else if (row.state !== 'delivered') tally.open += 1
      if ((row.state === 'dead' || row.state === 'skipped') && row.reason === null)
        faults.I1.push(`delivery ${row.id} is ${row.state} without a reason`)
      if (row.state === 'skipped' && isUntrue(row.reason, event, endpoint))
        faults.I1.push(`delivery ${row.id} is skipped as ${row.reason}, which is not so`)
      if (row.state === 'delivered' && !byMessage.get(event.id)?.some(accepted)) tally.lost += 1
    }
    if (rows.size > 0) faults.I1.push(`${rows.size} deliveries at ${target.id} are owed by no event`)

    for (const [id, all] of byMessage) {
      const first = all.findIndex(accepted)
      const again = first < 0 ? 0 : all.length - first - 1
      tally.repeats += again
      if (again > 0) {
        const delivery = facts.deliveries.find(
          (row) => row.endpoint === num && row.position === all[0]?.position,
        )
        repeated.push(
          `${id} after ${(delivery && facts.failed?.get(delivery.id))?.join(', ') ?? 'no failure'}`,
        )
      }
      if (new Set(all.map(({ bytes }) => bytes)).size > 1)
        faults.I3.push(`${id} arrived with different bytes`)
    }
    const checked = target.signed ? received.filter(({ number }) => number > (target.unchecked ?? 0)) : []
    const unsigned = checked.filter(({ signedBy }) => signedBy.length === 0).length
    if (unsigned > 0) faults.I3.push(`${unsigned} requests at ${target.id} have no right signature`)
    if (endpoint.ordered) faults.I4.push(...disorder(received.filter(({ id }) => !resent.has(id))))
    const unrecorded = received.length - (facts.sent.get(num) ?? 0)
    tally.cut += Math.max(0, unrecorded)
    tally.unseen += Math.max(0, -unrecorded - (facts.broken?.get(num) ?? 0))
  }

  const skippedWanted = wanted.skipped ?? 0
  const I6 = [
    ...atMost('requests were made that no attempt tells of', tally.cut, wanted.unrecorded ?? 0),
    ...atMost('attempts tell of requests that no receiver saw', tally.unseen, wanted.unseen ?? 0),
  ]
  const I5 =
    wanted.p95 && wanted.p95.disturbed > 2 * wanted.p95.quiet
      ? [`p95 went from ${wanted.p95.quiet} ms to ${wanted.p95.disturbed} ms`]
      : []
  const I3 = [
    ...faults.I3,
    ...atMost('repeats', tally.repeats, wanted.repeats ?? 0).map(
      (words) => `${words}: ${repeated.slice(0, 5).join('; ')}`,
    ),
  ]
  const sentences = [
    ...(tally.events === 0 ? ['nothing was owed: the run shows nothing'] : []),
    ...(tally.lost > 0 ? [`${tally.lost} lost`] : []),
    ...(tally.dead === (wanted.dead ?? 0) ? [] : [`${tally.dead} dead instead of ${wanted.dead ?? 0}`]),
    ...(skippedWanted === 'any' || tally.skipped === skippedWanted
      ? []
      : [`${tally.skipped} skipped instead of ${skippedWanted}`]),
    ...(tally.open === (wanted.parked ?? 0)
      ? []
      : [`${tally.open} still open instead of ${wanted.parked ?? 0}`]),
    ...(run.headless !== 0 ? [`${run.headless} lanes stood without a head`] : []),
    ...labelled({ ...run, ...faults, I3, I5, I6 }),
    ...(wanted.also ?? []),
  ]
  return {
    events: tally.events,
    lost: tally.lost,
    repeats: tally.repeats,
    inOrder: faults.I4.length === 0,
    dead: { expected: wanted.dead ?? 0, seen: tally.dead },
    skipped: { expected: skippedWanted, seen: tally.skipped },
    headless: run.headless,
    held: {
      I1: faults.I1.length === 0 && tally.lost === 0,
      I2: run.I2.length === 0,
      I3: I3.length === 0 && tally.lost === 0,
      I4: faults.I4.length === 0 && run.headless === 0,
      ...(wanted.p95 ? { I5: I5.length === 0 } : {}),
      I6: I6.length === 0,
      I7: run.I7.length === 0,
      I8: run.I8.length === 0,
    },
    faults: sentences,
    ...(wanted.note === undefined ? {} : { note: wanted.note }),
  }
}

/** Whether a skipped delivery gives a reason that the event and its endpoint contradict, or a fault of the server's own. */
function isUntrue(reason: string | null, event: LogEvent, endpoint: Facts['endpoints'][number]): boolean {
  if (reason === 'erased') return !event.erased
  if (reason === 'endpoint_deleted') return !endpoint.deleted
  return reason === 'error'
}

function groupById(arrivals: readonly Arrival[]): Map<string, Arrival[]> {
  const groups = new Map<string, Arrival[]>()
  for (const arrival of arrivals) {
    const group = groups.get(arrival.id)
    if (group) group.push(arrival)
    else groups.set(arrival.id, [arrival])
  }
  return groups
}

function labelled(found: Readonly<Record<string, readonly string[] | number>>): string[] {
  return Object.entries(found).flatMap(([name, sentences]) =>
    Array.isArray(sentences) ? sentences.map((sentence) => `${name}: ${sentence}`) : [],
  )
}

function atMost(what: string, seen: number, most: number): string[] {
  return seen > most ? [`${seen} ${what}, at most ${most} can be explained`] : []
}

/** Computed from the log and the endpoint's versions alone: no delivery row is looked at. */
function* owedTo(facts: Facts, num: number, id: string): Generator<LogEvent> {
  const versions = facts.versions.filter(({ endpoint }) => endpoint === num)
  const matches = new Map<string, boolean>()
  for (const event of facts.events) {
    const version = versions.find(
      ({ from, to }) => from <= event.position && (to === null || event.position <= to),
    )
    if (!version) continue
    if (event.target !== null) {
      if (event.target.includes(id)) yield event
      continue
    }
    if (event.subject === id) continue
    const key = `${version.from} ${event.type}`
    let wanted = matches.get(key)
    if (wanted === undefined) {
      wanted = version.events.some((pattern) => takesIn(pattern, event.type))
      matches.set(key, wanted)
    }
    if (wanted) yield event
  }
}

/** The rule of patterns, written down a second time on purpose. */
function takesIn(pattern: string, type: string): boolean {
  if (pattern === '*') return !type.startsWith('webhook.')
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type
}

/** First arrivals of a user's events that came before one with a lower sequence. */
function disorder(received: readonly Arrival[]): string[] {
  const firsts = new Map<string, Arrival>()
  for (const arrival of received) if (!firsts.has(arrival.id)) firsts.set(arrival.id, arrival)
  const last = new Map<string, number>()
  const wrong: string[] = []
  for (const { subject, sequence } of firsts.values()) {
    if (subject === null || sequence === null) continue
    if (sequence < (last.get(subject) ?? 0))
      wrong.push(`${subject}: ${sequence} came after ${last.get(subject)}`)
    last.set(subject, sequence)
  }
  return wrong
}
