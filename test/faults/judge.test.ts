import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Arrival } from '../support/fault-receiver.ts'
import type { DeliveryFact, Facts } from './facts.ts'
import { judge, type RunFaults } from './judge.ts'
import type { Expectation, Row } from './row.ts'
import { closingLine, tableOf } from './table.ts'

const ID = 'ep_oa'
const WELL: RunFaults = { I1: [], I2: [], I7: [], I8: [], headless: 0 }
const target = { id: ID, paths: new Set(['/oa']), signed: true }

const delivery = (position: number, change: Partial<DeliveryFact> = {}): DeliveryFact => ({
  id: position,
  endpoint: 1,
  position,
  state: 'delivered',
  reason: null,
  replay: null,
  ...change,
})

const arrival = (position: number, change: Partial<Arrival> = {}): Arrival => ({
  number: position,
  at: position,
  path: '/oa',
  id: `evt_${position}`,
  type: 'user.updated',
  subject: 'usr_ann',
  sequence: position,
  position,
  timestamp: 1,
  bytes: `bytes of ${position}`,
  signedBy: [0],
  act: 'answer',
  status: 200,
  ...change,
})

const facts = (change: Partial<Facts> = {}): Facts => ({
  endpoints: [{ num: 1, id: ID, enabled: 1, ordered: 1, format: 'standard', deleted: false }],
  versions: [{ endpoint: 1, from: 1, to: null, events: ['user.*'] }],
  events: [1, 2, 3].map((position) => ({
    position,
    id: `evt_${position}`,
    type: 'user.updated',
    subject: 'usr_ann',
    target: null,
    erased: false,
  })),
  deliveries: [1, 2, 3].map((position) => delivery(position)),
  sent: new Map([[1, 3]]),
  unnumbered: 0,
  unread: 0,
  ...change,
})
const arrivals = [1, 2, 3].map((position) => arrival(position))

const weigh = (
  found: { facts?: Partial<Facts>; arrivals?: readonly Arrival[]; run?: Partial<RunFaults> },
  wanted: Expectation = {},
) => judge(facts(found.facts), found.arrivals ?? arrivals, [target], { ...WELL, ...found.run }, wanted)

describe('the judge of the fault suite', () => {
  it('finds nothing where everything arrived once, in order, signed and recorded', () => {
    const row = weigh({})
    assert.deepEqual(row.faults, [])
    assert.deepEqual([row.events, row.lost, row.repeats, row.inOrder], [3, 0, 0, true])
  })

  it('sees an owed delivery without a row as lost', () => {
    const row = weigh({ facts: { deliveries: [delivery(1), delivery(3)] } })
    assert.equal(row.lost, 1)
    assert.equal(row.held.I1, false)
    assert.match(row.faults.join(), /1 lost/)
  })

  it('believes the receiver: delivered and never arrived is lost', () => {
    const row = weigh({ arrivals: arrivals.slice(1), facts: { sent: new Map([[1, 2]]) } })
    assert.equal(row.lost, 1)
    assert.equal(row.held.I3, false)
  })

  it('does not take a refused arrival for a good one', () => {
    const refused = [arrival(1, { status: 500 }), ...arrivals.slice(1)]
    assert.equal(weigh({ arrivals: refused }).lost, 1)
    assert.equal(weigh({ arrivals: [arrival(1, { act: 'hang' }), ...arrivals.slice(1)] }).lost, 1)
  })

  it('sees rows that no event owes, and two rows for one event', () => {
    assert.match(
      weigh({ facts: { deliveries: [1, 2, 3, 4].map((n) => delivery(n)) } }).faults.join(),
      /no event/,
    )
    const twice = [1, 2, 3, 3].map((position, id) => delivery(position, { id }))
    assert.match(weigh({ facts: { deliveries: twice } }).faults.join(), /two deliveries/)
  })

  it('owes nothing about an endpoint to itself, nor an addressed event to others', () => {
    const events = facts().events.map((event) => ({
      ...event,
      subject: event.position === 1 ? ID : event.subject,
    }))
    const addressed = events.map((event) => ({
      ...event,
      target: event.position === 2 ? ['ep_other'] : null,
    }))
    const row = weigh({
      facts: { events: addressed, deliveries: [delivery(3)], sent: new Map([[1, 1]]) },
      arrivals: [arrival(3)],
    })
    assert.deepEqual(row.faults, [])
    assert.equal(row.events, 1)
  })

  it('counts repeats, says what came before them, and lets pass only as many as are explained', () => {
    const repeated = {
      arrivals: [...arrivals, arrival(2, { number: 4 })],
      facts: { sent: new Map([[1, 4]]), failed: new Map([[2, ['reset', 'timeout']]]) },
    }
    assert.match(weigh(repeated).faults.join(), /1 repeats.*: evt_2 after reset, timeout/)
    assert.deepEqual(weigh(repeated, { repeats: 1 }).faults, [])
  })

  it('asks for no signature before the receiver could check one', () => {
    const unsigned = [arrival(1, { signedBy: [] }), ...arrivals.slice(1)]
    const faultsOf = (unchecked: number) =>
      judge(facts(), unsigned, [{ ...target, unchecked }], WELL, {}).faults.join()
    assert.equal(faultsOf(1), '')
    assert.match(faultsOf(0), /1 requests .* no right signature/)
  })

  it('sees other bytes under the same id, and a request without a right signature', () => {
    const changed = [
      arrival(1, { status: 500 }),
      arrival(1, { number: 4, bytes: 'others' }),
      ...arrivals.slice(1),
    ]
    assert.match(
      weigh({ arrivals: changed, facts: { sent: new Map([[1, 4]]) } }).faults.join(),
      /different bytes/,
    )
    assert.match(
      weigh({ arrivals: [arrival(1, { signedBy: [] }), ...arrivals.slice(1)] }).faults.join(),
      /signature/,
    )
  })

  it('sees first arrivals out of order, but for what was resent', () => {
    const swapped = [arrival(2), arrival(1), arrival(3)]
    assert.equal(weigh({ arrivals: swapped }).inOrder, false)
    const resent = [delivery(1, { replay: 0 }), delivery(2), delivery(3)]
    assert.equal(weigh({ arrivals: swapped, facts: { deliveries: resent } }).inOrder, true)
  })

  it('holds attempts against requests in both directions', () => {
    assert.match(weigh({ facts: { sent: new Map([[1, 2]]) } }).faults.join(), /no attempt tells of/)
    assert.match(weigh({ facts: { sent: new Map([[1, 4]]) } }).faults.join(), /no receiver saw/)
  })

  it('holds dead, skipped and parked against what was expected', () => {
    const deliveries = [
      delivery(1, { state: 'dead', reason: 'exhausted' }),
      delivery(2, { state: 'skipped', reason: 'disabled' }),
      delivery(3, { state: 'held' }),
    ]
    const nothing = { facts: { deliveries, sent: new Map() }, arrivals: [] }
    assert.equal(weigh(nothing).faults.length, 3)
    assert.deepEqual(weigh(nothing, { dead: 1, skipped: 1, parked: 1 }).faults, [])
  })

  it('does not believe a reason for skipping that is not so, however many were expected', () => {
    const skipped = (reason: string) => ({
      deliveries: [delivery(1, { state: 'skipped', reason }), delivery(2), delivery(3)],
      sent: new Map([[1, 2]]),
    })
    const weighed = (change: Partial<Facts>) =>
      weigh({ facts: change, arrivals: arrivals.slice(1) }, { skipped: 'any' }).faults.join()
    for (const reason of ['erased', 'endpoint_deleted', 'error'])
      assert.match(weighed(skipped(reason)), /I1: .* is skipped as/)
    const erased = facts().events.map((event) => ({ ...event, erased: true }))
    assert.equal(weighed({ ...skipped('erased'), events: erased }), '')
    const deleted = facts().endpoints.map((endpoint) => ({ ...endpoint, deleted: true }))
    assert.equal(weighed({ ...skipped('endpoint_deleted'), endpoints: deleted }), '')
    assert.equal(weighed(skipped('disabled')), '')
  })

  it('fails for what holds of the whole run, and for a run that shows nothing', () => {
    for (const run of [
      { I2: ['a'] },
      { I7: ['a'] },
      { I8: ['a'] },
      { headless: 1 },
      { headless: Number.NaN },
    ])
      assert.equal(weigh({ run }).faults.length, 1, JSON.stringify(run))
    assert.match(weigh({ facts: { events: [], deliveries: [] } }).faults.join(), /nothing was owed/)
    assert.match(weigh({ facts: { unnumbered: 2 } }).faults.join(), /no position/)
  })

  it('lets a healthy endpoint take twice its undisturbed time, and no more', () => {
    assert.deepEqual(weigh({}, { p95: { quiet: 20, disturbed: 40 } }).faults, [])
    assert.equal(weigh({}, { p95: { quiet: 20, disturbed: 41 } }).held.I5, false)
  })
})

describe('the table of the fault suite', () => {
  const row = (change: Partial<Row>): Row => ({
    ...weigh({}),
    group: 'Meaning',
    name: 'a fault',
    seconds: 1,
    ...change,
  })

  it('says in its last line how many rows passed and failed, and leaves out what was not played', () => {
    const rows = [row({}), row({ faults: ['1 lost'] }), row({ notPlayed: 'no room' })]
    assert.equal(closingLine(rows), '1 passed, 1 failed')
    const table = tableOf(rows)
    assert.match(table, /failed: 1 lost/)
    assert.match(table, /not played: no room/)
  })
})
