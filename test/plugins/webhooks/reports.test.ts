import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { migrations } from '../../../plugins/webhooks/migrations/index.ts'
import { percentile } from '../../../plugins/webhooks/reports.ts'
import { firstAttempt } from '../../../plugins/webhooks/repositories/activity.ts'
import { openTestDatabase } from '../../support/database.ts'

describe('figures', () => {
  it('give as p95 the time that 95 of 100 successes did not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, ms) => ({ ms: ms + 1, count: 1 }))
    assert.equal(percentile(hundred, 0.95), 95)
    assert.equal(
      percentile(
        [
          { ms: 10, count: 99 },
          { ms: 9000, count: 1 },
        ],
        0.95,
      ),
      10,
    )
    assert.equal(percentile([], 0.95), null)
  })

  it('begin at the first attempt of the span, whatever holes its ids have', async () => {
    const { db, close } = await openTestDatabase([{ owner: 'webhooks', migrations }])
    try {
      const steps = fc.array(
        fc.record({ hole: fc.integer({ min: 1, max: 5 }), ms: fc.integer({ min: 0, max: 9 }) }),
        {
          maxLength: 40,
        },
      )
      await fc.assert(
        fc.asyncProperty(
          steps,
          fc.integer({ min: 0, max: 200 }),
          fc.integer({ min: 1, max: 60 }),
          async (given, since, most) => {
            let id = 0
            let at = 0
            const rows = given.map(({ hole, ms }) => {
              id += hole
              at += ms
              return { id, started_at: at }
            })
            await db.transaction(async (tx) => {
              await tx('webhooks_attempts').delete()
              for (const row of rows)
                await tx('webhooks_attempts').insert({
                  ...row,
                  delivery: 1,
                  duration_ms: 1,
                  sent: true,
                  request_headers: '{}',
                  request_sha256: '',
                  response_truncated: false,
                  late: false,
                  probe: false,
                })
            })
            const from = await firstAttempt(db.reader, since, most)
            const lowest = id - most
            const wanted = rows.filter((row) => row.started_at >= since && row.id > lowest)
            const found = from === undefined ? [] : rows.filter((row) => row.id >= from)
            assert.deepEqual(found, wanted)
          },
        ),
        { numRuns: 60 },
      )
    } finally {
      await close()
    }
  })
})
