import { setTimeout as pause } from 'node:timers/promises'
import { readRows } from '../support/rows.ts'
import type { Fault } from './fault.ts'

const group = 'Claim, lease, clock'

/** The event loop stands still for longer than a lease: answers that came meanwhile cannot be told from none. */
export const stalled: Fault = {
  group,
  name: 'the process stands still for longer than its leases',
  async play(stage) {
    await stage.endpoint('oa', { manners: [{ delayMs: 300 }], fields: { timeoutMs: 1000, maxInFlight: 20 } })
    await stage.people.register(20)
    await stage.arrived(5)
    const inFlight = await stage.leased()
    stage.server.signal('SIGSTOP')
    // Its lease is its timeout and five seconds.
    await pause(8000)
    stage.server.signal('SIGCONT')
    await stage.people.renameAll()
    await stage.still()
    return {
      repeats: 40,
      also: inFlight > 0 ? [] : ['nothing was in flight when it stood still'],
    }
  },
}

/** A worker that is slower than its lease: what it says of the state is refused, what it did is recorded. */
export const lateWrite: Fault = {
  group,
  name: 'a lease is taken over while its worker still waits for the answer',
  async play(stage) {
    const oa = await stage.endpoint('oa', {
      manners: [{ delayMs: 9000 }, {}],
      fields: { timeoutMs: 15_000 },
    })
    await stage.people.register(1)
    await stage.arrived(1)
    // Twenty seconds on the wall are not twenty on the monotonic clock that bounds the request.
    stage.server.moveTo(stage.server.now() + 21_000)
    await stage.arrived(2)
    await pause(9500)
    await stage.still()
    const late = await readRows(stage.server.file, 'select count(*) as n from webhooks_attempts where late')
    const requests = (await oa.arrivals()).length
    return {
      repeats: 1,
      also: [
        ...(Number(late[0]?.n) === 1 ? [] : [`${late[0]?.n} attempts are marked late instead of 1`]),
        ...(requests === 3 ? [] : [`${requests} requests instead of 3`]),
      ],
    }
  },
}

export const clockJumps: Fault = {
  group,
  name: 'the wall clock jumps an hour ahead, twice',
  async play(stage) {
    const oa = await stage.endpoint('oa', { manners: [{ status: 500 }, { status: 500 }, {}] })
    await stage.people.register(10)
    for (let round = 0; round < 2; round++) {
      stage.server.moveTo(stage.server.now() + 3_600_000)
      await stage.people.renameAll()
    }
    await oa.script({})
    await stage.still()
    return { repeats: 20 }
  },
}

/**
 * Leases and retries then seem to lie far ahead; the restart takes the leases over all the same. On PostgreSQL no
 * wall clock of a node counts.
 */
export const clockBack: Fault = {
  group,
  on: 'SQLite',
  name: 'the wall clock goes back an hour, and the server is killed then',
  async play(stage) {
    const oa = await stage.endpoint('oa', { manners: [{ status: 500 }, { status: 500 }, { delayMs: 1000 }] })
    stage.server.moveTo(stage.server.now() + 3_600_000)
    await stage.people.register(10)
    await stage.attempted([oa])
    stage.server.setBack(3_600_000)
    await stage.people.renameAll()
    const underWay = await stage.kill()
    await oa.script({})
    await stage.server.start()
    await stage.people.renameAll()
    await stage.still()
    return { repeats: underWay, unrecorded: underWay }
  },
}

export const drained: Fault = {
  group,
  name: 'SIGTERM: answers are awaited, the rest is handed back',
  async play(stage) {
    const quick = await stage.endpoint('quick', { manners: [{ delayMs: 800 }], fields: { ordered: false } })
    const hanging = await stage.endpoint('hanging', {
      manners: [{ act: 'hang' }],
      fields: { ordered: false },
    })
    await stage.people.register(10)
    await stage.arrived(20)
    const took = await stage.server.stop()
    const left = await readRows(
      stage.server.file,
      `select e.id, d.state, d.claims, d.tries from webhooks_deliveries d join webhooks_endpoints e on e.num = d.endpoint`,
    )
    const at = (id: string) => left.filter((row) => row.id === id)
    const leased = left.filter(({ state }) => state === 'leased').length
    const blamed = at(hanging.id).filter(({ claims, tries }) => claims !== 0 || tries !== 0).length
    const answered = (await quick.arrivals()).length
    const unrecorded = answered - at(quick.id).filter(({ state }) => state === 'delivered').length
    await hanging.script({})
    await stage.server.start()
    await stage.still()
    return {
      also: [
        ...(took < 12_000 ? [] : [`it took ${Math.round(took)} ms to stop`]),
        ...(leased === 0 ? [] : [`${leased} leases were left`]),
        ...(blamed === 0 ? [] : [`${blamed} deliveries were blamed for the stop`]),
        ...(unrecorded === 0 ? [] : [`${unrecorded} answers that came were not recorded`]),
      ],
    }
  },
}

export const leases: readonly Fault[] = [stalled, lateWrite, clockJumps, clockBack, drained]
