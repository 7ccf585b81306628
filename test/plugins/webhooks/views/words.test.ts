import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeliveryView } from '../../../../plugins/webhooks/service.ts'
import {
  answer,
  clock,
  endReason,
  failingFor,
  ordinal,
  retrySummary,
  stateDetail,
  waiting,
} from '../../../../plugins/webhooks/views/words.ts'

const NOW = Date.UTC(2026, 10, 23, 10)
const MINUTE = 60_000
const delivery: DeliveryView = {
  id: 'dlv_0000000001',
  endpoint: { id: 'ep_1', name: 'OA', deleted: false },
  event: { id: 'evt_1', type: 'user.updated', position: 1, subject: 'usr_1', sequence: 1, at: NOW },
  variant: '',
  messageId: 'evt_1',
  state: 'pending',
  reason: null,
  parked: false,
  due: NOW,
  tries: 0,
  deliveredAt: null,
  last: null,
}
const detail = (change: Partial<DeliveryView>, context = { ahead: 0, failing: false }) =>
  stateDetail({ ...delivery, ...change }, context, NOW)

describe('words about deliveries and webhooks', () => {
  it('say of each wait what it waits for', () => {
    assert.equal(detail({ due: NOW + 27 * MINUTE }), 'in 27 min')
    assert.equal(detail({}), 'due now')
    assert.equal(detail({}, { ahead: 0, failing: true }), 'waits for a probe')
    assert.equal(detail({ parked: true }, { ahead: 0, failing: true }), 'webhook off')
    assert.equal(detail({ state: 'held', due: null }, { ahead: 3, failing: false }), 'behind 3')
    assert.equal(detail({ state: 'held' }, { ahead: 1000, failing: false }), 'behind 1,000 or more')
  })

  it('say of each end how it came', () => {
    assert.equal(detail({ state: 'delivered', tries: 1 }), undefined)
    assert.equal(detail({ state: 'delivered', tries: 2 }), '2nd try')
    assert.equal(detail({ state: 'dead', reason: 'rejected' }), 'rejected')
    assert.equal(detail({ state: 'skipped', reason: 'no_equivalent' }), 'no equivalent')
  })

  it('have a sentence for every reason that the engine gives', () => {
    const dead = ['exhausted', 'rejected', 'crashed', 'expired']
    const skipped = ['filtered', 'disabled', 'no_equivalent', 'quiet_import', 'no_user', 'erased']
    for (const reason of dead) assert.doesNotMatch(endReason({ state: 'dead', reason }), /^The reason is/)
    for (const reason of [...skipped, 'endpoint_deleted', 'error'])
      assert.doesNotMatch(endReason({ state: 'skipped', reason }), /^The reason is/)
  })

  it('tell what came back, or what went wrong', () => {
    const last = (status: number | null, error: string | null, durationMs = 212) =>
      answer({ ...delivery, last: { at: NOW, status, error, durationMs } })
    assert.equal(last(500, null), '500 in 212 ms')
    assert.equal(last(200, null, 1240), '200 in 1.2 s')
    assert.equal(last(null, 'The connection was refused. (ECONNREFUSED)'), 'The connection was refused')
    assert.equal(answer(delivery), '–')
  })

  it('count as people do', () => {
    assert.deepEqual([1, 2, 3, 4, 11, 12, 21, 113].map(ordinal), [
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '21st',
      '113th',
    ])
    assert.equal(waiting(1), '1 delivery waits')
    assert.equal(waiting(1284), '1,284 deliveries wait')
    assert.equal(retrySummary([]), 'none')
    assert.equal(retrySummary([5, 300]), '2 over 5 min')
  })

  it('name the day of a time that is not of today', () => {
    assert.equal(clock(NOW - MINUTE, NOW), '09:59:00')
    assert.equal(clock(NOW - 600 * MINUTE - 1, NOW), '22 Nov, 23:59:59')
  })

  it('say for how long a webhook fails, and how', () => {
    const health = {
      state: 'failing',
      failingSince: NOW - 26 * MINUTE,
      probeAt: NOW,
      lastSuccessAt: null,
      lastFailureAt: NOW,
      lastStatus: null,
    } as const
    assert.equal(failingFor({ health }, NOW), 'has not answered for 26 minutes')
    assert.equal(
      failingFor({ health: { ...health, lastStatus: 500 } }, NOW),
      'has failed for 26 minutes, the last time with 500',
    )
  })
})
