import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figures } from '../../src/db/migrations/013-figures.ts'
import { type LogFilter, listLog, pageOfLog } from '../../src/repositories/log.ts'
import { register } from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'
import { numberAll } from '../support/number-all.ts'
import { planOf } from '../support/query-plan.ts'

const LISTS: readonly [string, Partial<LogFilter>, RegExp][] = [
  ['of everything', {}, /log_pkey|INTEGER PRIMARY KEY|SCAN log(?! USING)/],
  ['of one type', { types: ['user.updated'] }, /\blog_type\b/],
  ['of several types', { types: ['user.updated', 'user.deleted'] }, /\blog_type\b/],
  ['about one user', { subject: 'usr_1' }, /events_subject/],
  ['of a type within a stretch of time', { types: ['user.updated'], fromAt: 1, untilAt: 9 }, /\blog_type\b/],
]
for (const [name, filter, index] of LISTS)
  test(`a page of the log ${name} is read from an index, the first and those after it`, async (t) => {
    const world = await makeDeps(t)
    for (const page of [{}, { before: 9 }, { after: 9, order: 'asc' as const }]) {
      const query = pageOfLog(world.deps.reader, { order: 'desc', limit: 51, ...filter, ...page })
      const plan = await planOf(world, query)
      assert.match(plan, index)
      assert.doesNotMatch(plan, /Seq Scan/)
    }
  })

test('the step that gave the log its types and counts can be taken back and made again, and loses nothing', async (t) => {
  const world = await makeDeps(t)
  const { db } = world.database
  await register(world, { username: 'ann' })
  await register(world, { username: 'bob' })
  await numberAll(db)
  const types = async () =>
    (await listLog(db.reader, { order: 'asc', limit: 100 })).map(({ position, type }) => [position, type])
  const typed = () => db.reader('log').orderBy('position').select('position', 'type')
  const [before, rows] = [await types(), await typed()]
  assert.ok(before.length >= 2)
  await figures.down?.(db.writer)
  assert.deepEqual(await db.reader('logged_events').orderBy('position').select('position', 'type'), rows)
  await figures.up(db.writer)
  assert.deepEqual([await types(), await typed()], [before, rows])
  assert.deepEqual(await db.reader('event_counts').select(), [])
})
