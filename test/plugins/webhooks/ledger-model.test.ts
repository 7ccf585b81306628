import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { claim } from '../../../plugins/webhooks/delivery/claim.ts'
import { publicId } from '../../../plugins/webhooks/delivery/delivery.ts'
import { record } from '../../../plugins/webhooks/delivery/record.ts'
import { skipDeleted, takeOver } from '../../../plugins/webhooks/delivery/sweep.ts'
import { sumOwed } from '../../../plugins/webhooks/ledger/owed.ts'
import { WHICH } from '../../../plugins/webhooks/replay/replay.ts'
import { carryOn } from '../../../plugins/webhooks/replay/run-replays.ts'
import { openReplays } from '../../../plugins/webhooks/repositories/replays.ts'
import { retain } from '../../../plugins/webhooks/retention.ts'
import { Refusal } from '../../../src/domain/errors.ts'
import { eraseGoneUsers } from '../../../src/hooks/erasure.ts'
import { removeOldEvents } from '../../../src/hooks/retention.ts'
import { createNudge } from '../../../src/lib/nudge.ts'
import { numberEvents, readLog } from '../../../src/repositories/log.ts'
import { ensureCursor, moveCursor } from '../../../src/repositories/subscriber-cursors.ts'
import { deleted, openEngine, type RunningEngine, registered, renamed, system } from './running-engine.ts'

const DAY = 24 * 3_600_000

/** What people, receivers, time and the server's own jobs may do to the ledger. */
type Step =
  | { readonly do: 'announce' | 'delete user'; readonly user: number }
  | { readonly do: 'fan out'; readonly most: number }
  | { readonly do: 'work'; readonly most: number; readonly status: number | null }
  | {
      readonly do: 'create' | 'create genauth' | 'enable' | 'enable, skip' | 'disable' | 'delete' | 'ping'
      readonly on: number
    }
  | { readonly do: 'rotate'; readonly on: number }
  | {
      readonly do: 'edit'
      readonly on: number
      readonly events: readonly string[]
      readonly ordered: boolean
    }
  | { readonly do: 'resend'; readonly which: number }
  | {
      readonly do: 'replay'
      readonly on: number
      readonly to: number
      readonly which: (typeof WHICH)[number]
    }
  | { readonly do: 'carry on' | 'stop' | 'sweep' | 'sum' | 'retain' | 'erase' | 'crash' }
  | { readonly do: 'move'; readonly ms: number }

const on = fc.nat(2)
const verbs = <T extends Step['do']>(...names: T[]) => fc.constantFrom(...names)
const weighed = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary })
const step: fc.Arbitrary<Step> = fc.oneof(
  weighed(6, fc.record({ do: verbs('announce'), user: fc.nat(2) })),
  weighed(1, fc.record({ do: verbs('delete user'), user: fc.nat(2) })),
  weighed(6, fc.record({ do: verbs('fan out'), most: fc.integer({ min: 1, max: 5 }) })),
  weighed(
    8,
    fc.record({
      do: verbs('work'),
      most: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom(200, 200, 500, 400, null),
    }),
  ),
  weighed(
    3,
    fc.record({
      do: verbs('create', 'create genauth', 'enable', 'enable, skip', 'disable', 'delete', 'ping', 'rotate'),
      on,
    }),
  ),
  weighed(
    2,
    fc.record({
      do: verbs('edit'),
      on,
      events: fc.constantFrom(['user.*'], ['user.updated'], ['*'], ['webhook.*']),
      ordered: fc.boolean(),
    }),
  ),
  weighed(2, fc.record({ do: verbs('resend'), which: fc.nat(30) })),
  weighed(3, fc.record({ do: verbs('replay'), on, to: on, which: fc.constantFrom(...WHICH) })),
  weighed(4, fc.record({ do: verbs('carry on') })),
  weighed(4, fc.record({ do: verbs('stop', 'sweep', 'sum', 'retain', 'erase', 'crash') })),
  weighed(2, fc.record({ do: verbs('move'), ms: fc.constantFrom(10_000, 400_000, DAY, 32 * DAY) })),
)

class World {
  readonly engine: RunningEngine
  readonly endpoints: string[] = []

  constructor(engine: RunningEngine) {
    this.engine = engine
  }

  async take(step: Step): Promise<unknown> {
    const { engine } = this
    const { service, clock, db } = engine
    const { replays, fanOut } = engine.engine
    const idOf = (n: number) => this.endpoints[n % Math.max(1, this.endpoints.length)] ?? 'ep_none'
    const subscribers = [fanOut]
    switch (step.do) {
      case 'announce':
        return engine.announce(registered(`usr_${step.user}`), renamed(`usr_${step.user}`, 'New'))
      case 'delete user':
        return engine.announce(deleted(`usr_${step.user}`))
      case 'fan out':
        return this.#fanOut(step.most)
      case 'work':
        return this.#work(step.most, step.status)
      case 'crash':
        await this.#work(2, 'crash')
        return clock.move(60_000)
      case 'create':
        this.endpoints.push((await engine.endpoint('http://127.0.0.1:9/oa')).endpoint.id)
        return
      case 'create genauth': {
        const rest = { format: 'genauth', events: ['register', 'user:created', 'user.updated'] }
        this.endpoints.push((await engine.endpoint('http://127.0.0.1:9/oa', rest)).endpoint.id)
        return
      }
      case 'enable':
        return service.enableEndpoint(idOf(step.on), {}, system)
      case 'enable, skip':
        return service.enableEndpoint(idOf(step.on), { waiting: 'skip' }, system)
      case 'disable':
        return service.disableEndpoint(idOf(step.on), system)
      case 'delete':
        return service.deleteEndpoint(idOf(step.on), system)
      case 'ping':
        return service.sendTest(idOf(step.on), system)
      case 'rotate':
        return service.rotateSecret(idOf(step.on), {}, system)
      case 'edit':
        return service.editEndpoint(
          idOf(step.on),
          { events: [...step.events], ordered: step.ordered },
          system,
        )
      case 'resend':
        return service.resendDelivery(publicId('dlv', step.which), system)
      case 'replay':
        return replays.startReplay(
          idOf(step.on),
          { which: step.which, fromAt: null, untilAt: null, types: null, to: idOf(step.to) },
          system,
        )
      case 'carry on':
        return this.#carryOn()
      case 'stop': {
        const [running] = await openReplays(db.reader)
        const source =
          running && (await db.reader('webhooks_endpoints').where({ num: running.endpoint }).first())
        return source && replays.stopReplay(source.id, publicId('rpl', running.id), system)
      }
      case 'sweep':
        await takeOver(engine, clock.now())
        return skipDeleted(engine)
      case 'sum':
        return sumOwed(db)
      case 'retain':
        await retain({ db, clock, log: engine.log, retentionDays: 30 }, async () => {})
        return removeOldEvents({ db, clock, subscribers })
      case 'erase':
        return eraseGoneUsers({ db, clock, log: engine.log, subscribers })
      case 'move':
        return clock.move(step.ms)
    }
  }

  async #carryOn(): Promise<boolean> {
    const { db, clock, log, host } = this.engine
    const parts = { db, clock, log, keyring: host.keyring, woken: createNudge(), wake: () => {} }
    let moved = false
    for (const replay of await openReplays(db.reader)) moved = (await carryOn(parts, replay)) || moved
    return moved
  }

  async #fanOut(most: number): Promise<void> {
    const { db, engine } = this.engine
    await db.transaction((tx) => numberEvents(tx, db.dialect, 1000))
    await db.transaction(async (tx) => {
      await ensureCursor(tx, 'webhooks', 0, 0)
      const { position } = await tx('subscriber_cursors').first('position')
      const events = await readLog(tx, position, most)
      if (events.length === 0) return
      await engine.fanOut.begin?.(tx, position)
      const taken = await engine.fanOut.consume(tx, events)
      const last = events[taken - 1]?.position ?? position
      await moveCursor(tx, db.dialect, 'webhooks', last, this.engine.clock.now())
    })
  }

  async #work(most: number, status: number | null | 'crash'): Promise<void> {
    const { db, clock } = this.engine
    const now = clock.now()
    const claimed = await db.transaction((tx) =>
      claim(tx, db.dialect, { now, want: most, wantSlow: most, slow: new Set() }),
    )
    if (status === 'crash' || claimed.length === 0) return
    const kind = status === 200 ? 'success' : status === 400 ? 'rejected' : 'failed'
    await record(
      { db, clock, random: () => 0.5, tell: async () => [], announce: async () => {} },
      claimed.map((one) => ({
        claimed: one,
        answer: { kind: 'attempted', status, responseHeaders: null } as const,
        attempts: [],
        observation: {
          kind,
          lane: one.lane ?? `#${one.id}`,
          host: 'oa',
          unanswered: status === null,
          status,
          probe: one.probe,
          retryAfterMs: 0,
        } as const,
        maxInFlight: 256,
        delays: [5],
      })),
    )
  }

  async balanced(after: string): Promise<void> {
    const { balanced, endpoints, total } = await this.engine.engine.ledger.readLedger()
    const wrong = endpoints.filter((line) => line.difference !== 0)
    assert.ok(balanced, `after ${after}: ${JSON.stringify({ wrong, total })}`)
  }

  /** Lets everything end well: nothing may stay open, and no replay unfinished. */
  async finish(): Promise<void> {
    const { service, clock, db } = this.engine
    for (let round = 0; round < 500; round++) {
      clock.move(600_000)
      await this.take({ do: 'sweep' })
      for (const { id } of (await service.listEndpoints()).data) await service.enableEndpoint(id, {}, system)
      await this.#fanOut(1000)
      await this.#work(512, 200)
      const moved = await this.#carryOn()
      const open = await db
        .reader('webhooks_deliveries')
        .whereIn('state', ['held', 'pending', 'leased'])
        .first('id')
      const { position, head } = await this.engine.engine.ledger.readLedger()
      const unread = position < head || (await db.reader('outbox').first('seq'))
      if (!open && !unread && !moved && (await openReplays(db.reader)).length === 0) return
    }
    throw new Error('something stays open')
  }
}

test('whatever is done, what is owed equals the sum of the states after each step', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 70 }), async (steps) => {
      const engine = await openEngine()
      try {
        const world = new World(engine)
        await world.take({ do: 'create', on: 0 })
        for (const one of steps) {
          await world.take(one).catch((error: unknown) => {
            if (!(error instanceof Refusal)) throw error
          })
          await world.balanced(JSON.stringify(one))
        }
        await world.finish()
        await world.balanced('the end')
        while ((await sumOwed(engine.db)) > 0);
        await world.balanced('summing it all up')
      } finally {
        await engine.close()
      }
    }),
    { numRuns: Number(process.env.MODEL_RUNS ?? 20) },
  )
})
