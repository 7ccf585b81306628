import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type DeliveryQuery, newestDeliveries } from '../../../plugins/webhooks/repositories/delivery-list.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { schemas } from './running-engine.ts'

describe('a list of deliveries that names no webhook', () => {
  let store: TestDatabase
  before(async () => {
    store = await openTestDatabase(schemas)
  })
  after(() => store.close())

  /** How the database would answer, in its own words; nothing but an index is left to it. */
  async function planOf(query: DeliveryQuery): Promise<string> {
    const { db } = store
    const { sql, bindings } = newestDeliveries(db.reader, query).toSQL()
    return db.transaction(async (tx) => {
      const postgres = db.dialect.name === 'postgres'
      if (postgres) for (const way of ['seqscan', 'sort']) await tx.raw(`set local enable_${way} = off`)
      const answer = await tx.raw(`explain ${postgres ? '' : 'query plan '}${sql}`, [...bindings])
      return JSON.stringify(postgres ? answer.rows : answer)
    })
  }

  const LISTS: readonly [string, Omit<DeliveryQuery, 'limit'>, string][] = [
    ['of all', {}, 'newest'],
    ['of what is dead', { states: ['dead'] }, 'newest_dead'],
    ['of what is open', { states: ['held', 'pending', 'leased'] }, 'newest_open'],
    ['of what is pending', { states: ['pending'] }, 'newest_open'],
    ['of a stretch of time', { fromAt: 1, untilAt: 2, between: { after: 1, last: 9 } }, 'newest'],
  ]
  for (const [name, query, index] of LISTS)
    test(`${name} is read newest first from an index, the first page and those after it`, async () => {
      for (const older of [undefined, { position: 9, id: 9 }]) {
        const plan = await planOf({ ...query, ...(older ? { before: older } : {}), limit: 26 })
        assert.match(plan, new RegExp(`webhooks_deliveries_${index}\\b`))
        assert.doesNotMatch(plan, /Seq Scan|"Sort|Sort Key|USE TEMP B-TREE|SCAN d(?! USING INDEX)/)
      }
    })
})
