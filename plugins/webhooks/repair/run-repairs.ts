import { z } from 'zod'
import { type IdRange, type Job, jitter, type Nudge, type Read } from '#gatepost'
import { endpointsByNum } from '../repositories/endpoints.ts'
import { changeRepair, fetchingRepairs, lockRepair } from '../repositories/repairs.ts'
import { secretsOf } from '../repositories/secrets.ts'
import { askReceiver, NoAnswer } from '../sending/ask-receiver.ts'
import type { Agents } from '../sending/guarded-agent.ts'
import { requestHeaders } from '../sending/request-headers.ts'
import { liveSecrets } from '../sending/sign.ts'
import { compareUsers, HIGHEST_SEQUENCE, MOST_COMPARED } from '../usecases/compare-users.ts'
import type { Deps } from '../usecases/deps.ts'
import { digestOf } from './compare.ts'
import { isAtOrigin, type Repair } from './repair.ts'

/** A nudge only saves time: this is how long a lost one can cost, give or take a fifth. */
const POLL_MS = 1000
/** Beyond the time for the answers to one stretch: until then no other node works on it. */
const LEASE_MS = 75_000
/** A receiver that does not answer is asked again after 1, 2, 4 and 8 s, and then no more. */
const TRIES = 5

export interface RepairParts extends Deps {
  readonly agents: Agents
  readonly woken: Nudge
}

/** As the API takes them: what no database keeps is no id, and a sequence fits its column. */
const pairSchema = z.object({
  id: z.string().regex(/^[^\p{Cc}\p{Cs}]{1,100}$/u),
  sequence: z.int().min(0).max(HIGHEST_SEQUENCE),
})
const answerSchema = z.object({
  digest: z.string().optional(),
  users: z.array(pairSchema).max(MOST_COMPARED).optional(),
})

/** The job that asks receivers what they have, stretch by stretch. How far it has come is in the database. */
export function createRepairJob(parts: RepairParts): Job {
  return {
    name: 'webhooks repair',
    async run(signal) {
      while (!signal.aborted) {
        let moved = false
        for (const repair of await fetchingRepairs(parts.db.reader))
          moved = (await askNext(parts, repair, signal)) || moved
        if (!moved) await parts.woken.wait(jitter(POLL_MS), signal)
      }
    },
  }
}

/** One stretch of one repair. Answers whether it came further. */
export async function askNext(parts: RepairParts, found: Repair, signal: AbortSignal): Promise<boolean> {
  const repair = await lease(parts, found)
  if (!repair) return false
  try {
    await askStretch(parts, repair, signal)
    return true
  } catch (error) {
    if (signal.aborted) await parts.db.transaction((tx) => changeRepair(tx, repair.id, { retryAt: 0 }))
    else if (error instanceof NoAnswer) await fail(parts, repair, error.message)
    else throw error
    return false
  }
}

/** Takes it for this node, unless another has it, or it rests. */
async function lease({ db, clock }: RepairParts, { id }: Repair): Promise<Repair | undefined> {
  return db.transaction(async (tx) => {
    const repair = await lockRepair(tx, db.dialect, id)
    if (repair.state !== 'fetching' || repair.retryAt > clock.now()) return undefined
    await changeRepair(tx, id, { retryAt: clock.now() + LEASE_MS })
    return repair
  })
}

async function askStretch(parts: RepairParts, repair: Repair, signal: AbortSignal): Promise<void> {
  const { users, clock } = parts
  const ours = await users.versions({ after: repair.afterId, until: null }, MOST_COMPARED)
  const last = ours.length === MOST_COMPARED ? (ours.at(-1)?.id ?? null) : null
  const stretch = { after: repair.afterId, until: last }
  const ask = await questionsTo(parts, parts.db.reader, repair, signal)
  const { digest } = await ask('repair.digest', stretch)
  const equal = digest?.toLowerCase() === digestOf(ours)
  const theirs = equal ? ours : await theirsOf(ask, stretch)
  // A full page may not be all that it has there.
  const until = !equal && theirs.length === MOST_COMPARED ? (theirs.at(-1)?.id ?? last) : last
  const range = { after: repair.afterId, until }
  const end = (upTo: string | null) =>
    upTo === null ? { state: 'compared' as const, endedAt: clock.now() } : { afterId: upTo }
  const change = (upTo: string | null) => ({ retryAt: 0, failures: 0, ...end(upTo) })
  await compareUsers(parts, repair, range, theirs, change, equal ? ours : undefined)
}

type Ask = (type: string, range: IdRange) => Promise<z.infer<typeof answerSchema>>

async function theirsOf(ask: Ask, range: IdRange) {
  const { users } = await ask('repair.users', range)
  if (!users) throw new NoAnswer('The answer holds no list of users.')
  const wrong = users.findIndex(({ id }, index) => {
    const before = users[index - 1]?.id ?? range.after
    return id <= before || (range.until !== null && id > range.until)
  })
  if (wrong >= 0) throw new NoAnswer('The users of the answer do not ascend by id within what was asked for.')
  return users
}

async function questionsTo(
  { keyring, clock, agents, id: makeId }: RepairParts,
  read: Read,
  { endpoint: num, url }: Repair,
  signal: AbortSignal,
): Promise<Ask> {
  const [endpoint] = await endpointsByNum(read, keyring, [num])
  if (!endpoint || endpoint.deletedAt !== null || endpoint.unreadable || url === null)
    throw new NoAnswer('The webhook is gone, or its secrets cannot be read.')
  // Its headers and signatures are for where it leads now.
  if (!isAtOrigin(url, endpoint.url))
    throw new NoAnswer('The webhook has moved since. Begin a repair at its new address.')
  const secrets = await secretsOf(read, keyring, [num])
  return async (type, { after, until }) => {
    const body = JSON.stringify({ type, after, until, limit: MOST_COMPARED })
    const message = { body, contentType: 'application/json' as const, headers: AGENT }
    const now = clock.now()
    const headers = requestHeaders(endpoint, message, makeId('req'), liveSecrets(secrets, now), now)
    const { timeoutMs, ca } = endpoint
    const answer = await askReceiver({ url, headers, body, timeoutMs, agent: agents.for(ca), signal })
    const parsed = answerSchema.safeParse(answer)
    if (!parsed.success) throw new NoAnswer('The answer is none to what was asked.')
    return parsed.data
  }
}
const AGENT = { 'user-agent': 'gatepost-webhooks/1' } as const

async function fail({ db, clock }: RepairParts, { id, failures }: Repair, fault: string): Promise<void> {
  const now = clock.now()
  const over = failures + 1 >= TRIES
  await db.transaction((tx) =>
    changeRepair(tx, id, {
      fault,
      failures: failures + 1,
      retryAt: now + 1000 * 2 ** failures,
      ...(over ? { state: 'failed', endedAt: now } : {}),
    }),
  )
}
