import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACTIVITY_TYPES } from '../../src/domain/activity.ts'
import { CORE_EVENTS } from '../../src/domain/event-catalogue.ts'
import { newestEventsOf } from '../../src/repositories/user-history.ts'
import { listOwnActivity } from '../../src/usecases/list-own-activity.ts'
import { setPassword } from '../../src/usecases/set-password.ts'
import { ANOTHER_PASSWORD, byOperator, register, signIn, somebody } from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'
import { onlyByIndex, planOf } from '../support/query-plan.ts'

test('of an account its person sees every event, the newest first and a page at a time', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const bob = await register(world, { username: 'bob' })
  for (let times = 0; times < 4; times++) {
    await signIn(world, ann)
    await signIn(world, bob)
  }
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await listOwnActivity(world.deps, { userId: ann.id, cursor, limit: 2 })
    assert.ok(page.activities.length <= 2)
    seen.push(...page.activities.map(({ id }) => id))
    cursor = page.next ?? undefined
  } while (cursor)
  const rows: { id: string }[] = await world.deps
    .reader('events')
    .where({ subject: ann.id })
    .orderBy('seq', 'desc')
    .select('id')
  assert.deepEqual(
    seen,
    rows.map(({ id }) => id),
  )
  assert.equal(seen.length, 5)
  const foreign = await world.deps
    .reader('events')
    .where({ subject: bob.id })
    .orderBy('seq', 'desc')
    .first('id')
  const answer = await listOwnActivity(world.deps, { userId: ann.id, cursor: foreign.id, limit: 2 })
  assert.deepEqual(answer, { activities: [], next: null })
})

test('what an operator did is said, from which address is not', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const ip = '203.0.113.77'
  await signIn(world, ann, { ...somebody, ip })
  await setPassword(world.deps, { userId: ann.id, password: ANOTHER_PASSWORD }, { ...byOperator, ip })
  const { activities } = await listOwnActivity(world.deps, { userId: ann.id, limit: 9 })
  assert.deepEqual(
    activities.map(({ type, by, ip }) => [type, by, ip]),
    [
      ['user.session.revoked', 'operator', null],
      ['user.password.changed', 'operator', null],
      ['user.login.succeeded', 'user', ip],
      ['user.registered', 'user', somebody.ip],
    ],
  )
})

test('every event about a user has its words, but for a right second factor and the end of the account', () => {
  const about = Object.entries(CORE_EVENTS).filter(([, { data }]) => Object.hasOwn(data.shape, 'user'))
  const left = about.map(([type]) => type).filter((type) => !ACTIVITY_TYPES.some((one) => one === type))
  assert.deepEqual(left, ['user.deleted', 'user.mfa.verified'])
})

test('a page is read from the index of the subject, the first and those after it', async (t) => {
  const world = await makeDeps(t)
  for (const before of [undefined, 'evt_1']) {
    const query = newestEventsOf(world.deps.reader, 'usr_1', { types: ACTIVITY_TYPES, before, limit: 26 })
    onlyByIndex(await planOf(world, query), 'events_subject')
  }
})
