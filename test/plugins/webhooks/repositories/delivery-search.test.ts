import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { searchDeliveries } from '../../../../plugins/webhooks/repositories/delivery-search.ts'
import type { DeliveryFilter } from '../../../../plugins/webhooks/service.ts'
import { seedHistory } from '../../../../scripts/figures/seed-history.ts'
import { openEngine } from '../running-engine.ts'

/** More than one page looks through, by an answer and of one type. */
const EVENTS = 5400
const RARE = 'user.mfa.removed'
const NOW = Date.UTC(2026, 5, 1)

describe('a list of deliveries that sifts', () => {
  let engine: Awaited<ReturnType<typeof openEngine>>
  let oldest: number
  let endpoint: string
  before(async () => {
    engine = await openEngine()
    const { db, service } = engine
    await seedHistory({ db, webhooks: service }, { endpoints: 2, events: EVENTS }, NOW)
    const first = await db.reader('webhooks_deliveries').orderBy('position').first('id', 'position')
    oldest = first.position
    // What the filters below are after stands at the very end of the list.
    await db.writer('log').where({ position: oldest }).update({ type: RARE })
    await db
      .writer('events')
      .whereIn('seq', db.writer('log').where({ position: oldest }).select('seq'))
      .update({ type: RARE })
    await db
      .writer('webhooks_attempts')
      .where({ delivery: first.id })
      .update({ status: 422, duration_ms: 4000 })
    endpoint = (await service.listEndpoints({ limit: 1 })).data[0]?.id ?? ''
  })
  after(() => engine.close())

  /** Every page of a list, one after the other. */
  const walk = async (filter: Omit<DeliveryFilter, 'limit'>) => {
    const positions: number[] = []
    let pages = 0
    let cursor: string | undefined
    do {
      const page = await engine.service.listDeliveries({
        ...filter,
        limit: 200,
        ...(cursor ? { cursor } : {}),
      })
      positions.push(...page.data.map(({ event }) => event.position))
      cursor = page.next ?? undefined
      pages += 1
    } while (cursor !== undefined)
    return { positions, pages }
  }
  const all = async (where: string): Promise<number[]> => {
    const rows: { position: number }[] = await engine.db
      .reader('webhooks_deliveries as d')
      .join('logged_events as v', 'v.position', 'd.position')
      .join('webhooks_endpoints as e', 'e.num', 'd.endpoint')
      .leftJoin('webhooks_attempts as a', 'a.delivery', 'd.id')
      .whereRaw(where)
      .orderBy('d.position', 'desc')
      .select({ position: 'd.position' })
    return rows.map(({ position }) => Number(position))
  }

  const LISTS: readonly [string, () => Omit<DeliveryFilter, 'limit'>, () => string][] = [
    ['of everything', () => ({}), () => '1 = 1'],
    [
      'of a common type',
      () => ({ types: ['user.login.succeeded'] }),
      () => "v.type = 'user.login.succeeded'",
    ],
    ['of a rare type', () => ({ types: [RARE] }), () => `v.type = '${RARE}'`],
    ['of a rare answer', () => ({ answer: '422' }), () => 'a.status = 422'],
    ['of slow answers', () => ({ answer: '>3000' }), () => 'a.duration_ms > 3000'],
    ['of failures', () => ({ answer: 'failed' }), () => 'a.id is not null and a.status > 299'],
    [
      'of what is dead at one webhook',
      () => ({ endpoint, states: ['dead'] }),
      () => `d.state = 'dead' and e.id = '${endpoint}'`,
    ],
    ['of one user', () => ({ subject: 'usr_7' }), () => "v.subject = 'usr_7'"],
    [
      'of what was skipped, by type',
      () => ({ types: ['user.updated'], states: ['skipped'] }),
      () => "v.type = 'user.updated' and d.state = 'skipped'",
    ],
  ]
  for (const [name, filter, where] of LISTS)
    it(`${name} holds each that fits once, newest first, over all its pages`, async () => {
      const expected = await all(where())
      assert.ok(expected.length > 0)
      assert.deepEqual((await walk(filter())).positions, expected)
    })

  it('looks no further than a page may, and says how far it looked', async () => {
    const { rows, lookedTo } = await searchDeliveries(engine.db.reader, { answer: '422', limit: 26 })
    assert.deepEqual(rows, [])
    assert.ok(lookedTo !== undefined && lookedTo > oldest)
    const rest = await searchDeliveries(engine.db.reader, {
      answer: '422',
      between: { after: 0, last: lookedTo - 1 },
      limit: 26,
    })
    assert.deepEqual([rest.rows.map(({ position }) => position), rest.lookedTo], [[oldest], undefined])
  })
})
