import { setTimeout as pause } from 'node:timers/promises'
import { createNudge, type Host, type Job, jitter, type Subscriber } from '#gatepost'
import { type BackfillService, createBackfills } from './backfill/create-backfills.ts'
import { createBackfillJob } from './backfill/run-backfills.ts'
import { createService } from './create-service.ts'
import { STEP_MS } from './delivery/activity.ts'
import { GIVE_UP_MS } from './delivery/breaker.ts'
import { createDeliver } from './delivery/deliver.ts'
import { createFanOut } from './delivery/fan-out.ts'
import { recentEvents } from './delivery/recent-events.ts'
import type { RecordParts } from './delivery/record.ts'
import { FIRST_LANE, promoteHeadless, skipDeleted, takeOver } from './delivery/sweep.ts'
import { EndpointCache } from './endpoint/endpoint-cache.ts'
import { createErasure } from './erasure.ts'
import { conditionEvent, SYSTEM } from './events.ts'
import type { Sender } from './formats/index.ts'
import { createGenauth } from './genauth/create-genauth.ts'
import type { GenauthService } from './genauth/service.ts'
import { createLedger, type LedgerService } from './ledger/create-ledger.ts'
import { createRepairs, type RepairService } from './repair/create-repairs.ts'
import { createRepairJob } from './repair/run-repairs.ts'
import { createReplays, type ReplayService } from './replay/create-replays.ts'
import { createReplayJob } from './replay/run-replays.ts'
import { noteWaiting } from './repositories/activity.ts'
import { countWaiting } from './repositories/deliveries.ts'
import { endpointsByNum } from './repositories/endpoints.ts'
import { countUpTo, MOST_COUNTED } from './repositories/figures.ts'
import { makeDue } from './repositories/results.ts'
import { openSince } from './repositories/runtime.ts'
import { createRetention, keepsEventsFrom } from './retention.ts'
import { createGuard } from './sending/guard.ts'
import { createAgents } from './sending/guarded-agent.ts'
import { createSendOne } from './sending/send-one.ts'
import type { WebhooksService } from './service.ts'
import type { WebhookSettings } from './settings.ts'
import type { Deps } from './usecases/deps.ts'
import { disableEndpoint } from './usecases/disable-endpoint.ts'
import { watchEngine } from './watch-engine.ts'

const SWEEP_MS = 5000
/** A name server that is slower than this does not hold up a form; the connection is guarded anyway. */
const NAME_SERVER_MS = 2000
/** Rows made due in one transaction. */
const SLICE = 1000

export interface Engine {
  readonly fanOut: Subscriber
  readonly jobs: readonly Job[]
  readonly service: WebhooksService
  readonly ledger: LedgerService
  readonly replays: ReplayService
  readonly backfills: BackfillService
  readonly repairs: RepairService
  readonly genauth: GenauthService
  /** What the messages of this installation have in common. */
  readonly sender: Sender
}

/** Puts the engine together. Starts nothing. */
export function createEngine(host: Host, settings: WebhookSettings, recent = recentEvents()): Engine {
  const { db, clock, log, keyring } = host
  const work = createNudge()
  const guard = createGuard(settings.allow)
  // GenAuth's receivers see one user pool for ever: a name of this installation's master key.
  const sender: Sender = {
    url: host.url,
    userPoolId: Buffer.from(keyring.mac('webhook-secret', 'genauth user pool'), 'base64url')
      .toString('hex')
      .slice(0, 24),
  }
  const deps: Deps = {
    db,
    clock,
    keyring,
    id: host.id,
    announce: (tx, ...drafts) => host.announce(tx, ...drafts),
    users: host.users,
    mailOperators: (tx, notice) => host.mailOperators(tx, notice),
    installation: () => ({ types: Object.keys(host.events()), checkUrl: guard.checkUrl }),
    resolveUrl: (url) =>
      Promise.race([guard.resolveUrl(url), pause(NAME_SERVER_MS, undefined, { ref: false })]),
    wake: host.wake,
  }
  const figures = watchEngine(host.metrics, db, clock)
  /** Woken when a replay has something to do. */
  const replay = createNudge()
  const backfill = createNudge()
  const repair = createNudge()
  const wake = () => work.nudge()
  const backfillJob = createBackfillJob({ db, clock, keyring, users: host.users, woken: backfill, wake })
  // A node that only answers requests has no jobs: whoever resends or starts a replay there wakes the others.
  host.onWake(() => {
    work.nudge()
    replay.nudge()
    backfill.nudge()
    repair.nudge()
  })
  const endpoints = new EndpointCache(db, keyring)
  const agents = createAgents(guard)

  const tell: RecordParts['tell'] = async (tx, turns) => {
    const known = await endpointsByNum(
      tx,
      keyring,
      turns.map((turn) => turn.endpoint),
    )
    return Promise.all(
      turns.map(async ({ endpoint: num, to, runtime }) => {
        const endpoint = known.find((one) => one.num === num)
        if (!endpoint) throw new Error(`endpoint ${num} has no row`)
        const kind = to === 'open' ? 'failing' : 'recovered'
        const reason = to === 'open' ? 'failures' : 'success'
        return conditionEvent(kind, endpoint, reason, runtime, await countWaiting(tx, num), SYSTEM)
      }),
    )
  }

  const deliver = createDeliver({
    db,
    clock,
    log,
    endpoints,
    recent,
    work,
    sendOne: createSendOne({ clock, log, endpoints, agents, sender }),
    record: { db, clock, random: Math.random, tell, announce: deps.announce },
    alone: db.dialect.singleServer,
    graceMs: host.graceMs,
    recorded(results, outcome) {
      const { late, turns } = outcome
      figures.recorded(results, outcome)
      // What ended makes room for the next of its replay.
      if (results.some(({ claimed }) => (claimed.replay ?? 0) > 0)) replay.nudge()
      backfillJob.recorded()
      for (const { claimed, answer } of results) {
        const endpoint = endpoints.get(claimed.endpoint)?.endpoint
        if (answer.kind !== 'attempted' || answer.status !== 410 || late.has(claimed.id) || !endpoint)
          continue
        disableEndpoint(deps, endpoint.id, 'gone', SYSTEM).catch((error: unknown) =>
          log.error({ err: error, endpoint: endpoint.id }, 'an endpoint that is gone could not be disabled'),
        )
      }
      for (const { endpoint, to } of turns)
        if (to === 'closed')
          drainAfter(endpoint).catch((error: unknown) =>
            log.error({ err: error, endpoint }, 'a drain failed'),
          )
    },
  })

  /** What waits for a time set during the outage goes now, within cap and rate. */
  async function drainAfter(endpoint: number): Promise<void> {
    let made: number
    do made = await db.transaction((tx) => makeDue(tx, endpoint, clock.now(), SLICE))
    while (made === SLICE)
    work.nudge()
  }

  const sweep: Job = {
    name: 'webhooks sweep',
    async run(signal) {
      const parts = { db, clock, log }
      let lane = FIRST_LANE
      const rest = createNudge()
      while (!signal.aborted) {
        const taken = await takeOver(parts, clock.now())
        const { found, next } = await promoteHeadless(parts, lane)
        lane = next
        figures.headless(found)
        await skipDeleted(parts)
        for (const id of await openSince(db.reader, clock.now() - GIVE_UP_MS))
          await disableEndpoint(deps, id, 'failing', SYSTEM)
        await sampleWaiting()
        if (taken + found > 0) work.nudge()
        await rest.wait(jitter(SWEEP_MS), signal)
      }
    },
  }

  async function sampleWaiting(): Promise<void> {
    const waiting = await countUpTo(db.reader, 'open', MOST_COUNTED)
    const now = clock.now()
    await db.transaction((tx) => noteWaiting(tx, now - (now % STEP_MS.minute), waiting))
  }

  const retention = { db, clock, log, retentionDays: settings.retentionDays }
  return {
    fanOut: {
      ...createFanOut({ dialect: db.dialect, clock, log, recent, wake: () => work.nudge() }),
      keepsEventsFrom: () => keepsEventsFrom(retention),
      ...createErasure(db),
    },
    jobs: [
      deliver,
      sweep,
      createReplayJob({ db, clock, log, keyring, woken: replay, wake }),
      backfillJob,
      createRepairJob({ ...deps, agents, woken: repair }),
      createRetention(retention),
    ],
    service: createService({ ...deps, agents, sender }),
    ledger: createLedger(deps),
    replays: createReplays(deps, host.wake),
    backfills: createBackfills(deps, host.wake),
    repairs: createRepairs(deps, host.wake),
    genauth: createGenauth(deps, sender),
    sender,
  }
}
