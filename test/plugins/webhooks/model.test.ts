import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { claim } from '../../../plugins/webhooks/delivery/claim.ts'
import { publicId } from '../../../plugins/webhooks/delivery/delivery.ts'
import { record } from '../../../plugins/webhooks/delivery/record.ts'
import type { Answer } from '../../../plugins/webhooks/delivery/settle.ts'
import { skipDeleted, takeOver } from '../../../plugins/webhooks/delivery/sweep.ts'
import { variantsOf } from '../../../plugins/webhooks/endpoint/subscription.ts'
import { skipReason } from '../../../plugins/webhooks/formats/index.ts'
import { versionsById } from '../../../plugins/webhooks/repositories/endpoint-versions.ts'
import { Refusal } from '../../../src/domain/errors.ts'
import { numberEvents, readLog } from '../../../src/repositories/log.ts'
import { openEngine, type RunningEngine, registered, renamed, system } from './running-engine.ts'

/** What an operator, a user, a receiver and a crash may do to the engine. */
type Step =
  | { readonly do: 'announce'; readonly user: number }
  | { readonly do: 'fan out'; readonly most: number }
  | { readonly do: 'work'; readonly most: number; readonly status: number | null }
  | { readonly do: 'crash' | 'sweep' }
  | {
      readonly do: 'create' | 'enable' | 'enable, skip' | 'disable' | 'delete' | 'ping' | 'rotate'
      readonly on: number
    }
  | {
      readonly do: 'edit'
      readonly on: number
      readonly ordered: boolean
      readonly events: readonly string[]
    }
  | { readonly do: 'resend'; readonly which: number }
  | { readonly do: 'move'; readonly ms: number }

const on = fc.nat(2)
const some = <T extends Step['do']>(...verbs: T[]) => fc.constantFrom(...verbs)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: some('announce'), user: fc.nat(2) }) },
  { weight: 5, arbitrary: fc.record({ do: some('fan out'), most: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: some('work'),
      most: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom(200, 200, 200, 500, 400, 410, null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: some('crash', 'sweep') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: some('create', 'enable', 'enable, skip', 'disable', 'delete', 'ping', 'rotate'),
      on,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: some('edit'),
      on,
      ordered: fc.boolean(),
      events: fc.constantFrom(['user.*'], ['user.updated'], ['*'], ['webhook.*']),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: some('resend'), which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: some('move'), ms: fc.constantFrom(10_000, 400_000, 90_000_000) }) },
)

class World {
  readonly engine: RunningEngine
  readonly endpoints: string[] = []
  #cursor = 0

  constructor(engine: RunningEngine) {
    this.engine = engine
  }

  async take(step: Step): Promise<void> {
    const { engine } = this
    const { service, clock } = engine
    const id = 'on' in step ? this.endpoints[step.on % Math.max(1, this.endpoints.length)] : undefined
    switch (step.do) {
      case 'announce':
        return engine.announce(registered(`usr_${step.user}`), renamed(`usr_${step.user}`, 'New'))
      case 'fan out':
        return this.#fanOut(step.most)
      case 'work':
        return this.#work(step.most, step.status)
      case 'crash':
        await this.#work(2, 'crash')
        return clock.move(60_000)
      case 'sweep':
        await takeOver(engine, clock.now())
        await skipDeleted(engine)
        return
      case 'move':
        return clock.move(step.ms)
      case 'create': {
        const { endpoint } = await engine.endpoint('http://127.0.0.1:9/oa', { retry: { delays: [5, 300] } })
        this.endpoints.push(endpoint.id)
        return
      }
      case 'resend':
        await service.resendDelivery(publicId('dlv', step.which), system)
        return
      default:
    }
    if (!id) return
    switch (step.do) {
      case 'enable':
        await service.enableEndpoint(id, {}, system)
        return
      case 'enable, skip':
        await service.enableEndpoint(id, { waiting: 'skip' }, system)
        return
      case 'disable':
        await service.disableEndpoint(id, system)
        return
      case 'delete':
        return service.deleteEndpoint(id, system)
      case 'ping':
        return service.sendTest(id, system)
      case 'rotate':
        await service.rotateSecret(id, {}, system)
        return
      case 'edit':
        await service.editEndpoint(id, { ordered: step.ordered, events: [...step.events] }, system)
    }
  }

  async #fanOut(most: number): Promise<void> {
    const { db, engine } = this.engine
    await db.transaction((tx) => numberEvents(tx, db.dialect, 1000))
    await db.transaction(async (tx) => {
      const events = await readLog(tx, this.#cursor, most)
      if (events.length === 0) return
      await engine.fanOut.begin?.(tx, this.#cursor)
      const taken = await engine.fanOut.consume(tx, events)
      this.#cursor = events[taken - 1]?.position ?? this.#cursor
    })
  }

  async #work(most: number, status: number | null | 'crash'): Promise<void> {
    const { db, clock } = this.engine
    const now = clock.now()
    const claimed = await db.transaction((tx) =>
      claim(tx, db.dialect, { now, want: most, wantSlow: most, slow: new Set() }),
    )
    if (status === 'crash' || claimed.length === 0) return
    const answer: Answer = { kind: 'attempted', status, responseHeaders: null }
    const kind = status === 200 ? 'success' : status === 400 ? 'rejected' : 'failed'
    await record(
      { db, clock, random: () => 0.5, tell: async () => [], announce: async () => {} },
      claimed.map((one) => ({
        claimed: one,
        answer,
        attempts: [],
        observation: {
          kind,
          lane: one.lane ?? `#${one.id}`,
          host: 'oa',
          unanswered: status === null,
          status,
          probe: one.probe,
          retryAfterMs: 0,
        },
        maxInFlight: 256,
        delays: [5, 300],
      })),
    )
  }

  /** Lets everything end well. */
  async finish(): Promise<void> {
    const { service, clock, db } = this.engine
    for (let round = 0; round < 500; round++) {
      clock.move(600_000)
      await takeOver(this.engine, clock.now())
      await skipDeleted(this.engine)
      for (const { id } of (await service.listEndpoints()).data) await service.enableEndpoint(id, {}, system)
      await this.#fanOut(1000)
      await this.#work(512, 200)
      const open = await db
        .reader('webhooks_deliveries')
        .whereIn('state', ['held', 'pending', 'leased'])
        .first()
      const unread = (await readLog(db.reader, this.#cursor, 1)).length + (await db.reader('outbox')).length
      if (!open && unread === 0) return
    }
    throw new Error('something stays open')
  }

  /** I1: what was owed, computed from the log and the versions alone, is what there are rows for. */
  async checkOwed(): Promise<void> {
    const { db } = this.engine
    const events = (await readLog(db.reader, 0, 10_000)).filter(({ position }) => position <= this.#cursor)
    const ids = (await db.reader('webhooks_endpoint_versions').select('id')).map(({ id }) => id)
    const owed = new Set<string>()
    const skipped = new Set<string>()
    for (const version of await versionsById(db.reader, ids)) {
      for (const event of events) {
        const { fromPosition: from, toPosition: to } = version
        if (event.position < from || (to !== null && event.position > to)) continue
        for (const variant of variantsOf({ ...version, id: version.endpointId }, event)) {
          const key = `${version.endpoint} ${event.position} ${variant}`
          assert.ok(!owed.has(key), `${key} is owed twice`)
          owed.add(key)
          if (!version.enabled || skipReason(version, event, variant)) skipped.add(key)
        }
      }
    }
    const tombstones = await db.reader('webhooks_deliveries').where('reason', 'endpoint_deleted')
    const rows = await this.engine.deliveries()
    const key = (row: { endpoint: number; position: number; variant: string }) =>
      `${row.endpoint} ${row.position} ${row.variant}`
    const addressed = new Set(tombstones.map(key).filter((one) => !owed.has(one)))
    assert.deepEqual(
      rows
        .map(key)
        .filter((one) => !addressed.has(one))
        .sort(),
      [...owed].sort(),
    )
    for (const row of rows)
      if (row.replay === null && skipped.has(key(row))) assert.equal(row.state, 'skipped', key(row))
  }

  /** Each live lane has one head, and it is the oldest that is open. */
  async checkLanes(): Promise<void> {
    const rows = (await this.engine.deliveries()).filter(
      (row) => row.lane !== null && row.replay === null && ['held', 'pending', 'leased'].includes(row.state),
    )
    const lanes = new Map<string, typeof rows>()
    for (const row of rows.sort((a, b) => a.position - b.position || a.id - b.id)) {
      const lane = `${row.endpoint} ${row.lane}`
      lanes.set(lane, [...(lanes.get(lane) ?? []), row])
    }
    for (const [lane, [head, ...rest]] of lanes) {
      assert.notEqual(head?.state, 'held', `lane ${lane} has no head`)
      for (const row of rest) assert.equal(row.state, 'held', `lane ${lane} has two heads`)
    }
  }
}

test('whatever is done to the engine, each delivery owed has one state and each lane one head', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const engine = await openEngine()
      try {
        const world = new World(engine)
        await world.take({ do: 'create', on: 0 })
        for (const one of steps) {
          await world.take(one).catch((error: unknown) => {
            if (!(error instanceof Refusal)) throw error
          })
          await world.checkLanes()
        }
        await world.checkOwed()
        await world.finish()
        await world.checkOwed()
      } finally {
        await engine.close()
      }
    }),
    { numRuns: Number(process.env.MODEL_RUNS ?? 25) },
  )
})
