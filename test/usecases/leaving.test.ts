import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockUser } from '../../src/usecases/block-user.ts'
import { cancelDeletion } from '../../src/usecases/cancel-deletion.ts'
import { deleteDueUsers } from '../../src/usecases/delete-due-users.ts'
import { getUser } from '../../src/usecases/get-user.ts'
import { grantOperator } from '../../src/usecases/grant-operator.ts'
import { requestDeletion } from '../../src/usecases/request-deletion.ts'
import { by, byOperator, mailsIn, makeTestOperator, refusal, register, signIn } from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'

const DAY = 86_400_000

test('asking begins the grace period, ends every other session and tells the person', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  const here = await signIn(world, ann)
  await signIn(world, ann)
  await requestDeletion(world.deps, { userId: ann.id, sessionId: here.id }, by(ann))
  const leaving = await getUser(world.deps, ann.id)
  assert.equal(leaving.status, 'deleting')
  assert.equal(leaving.deleteAt, world.clock.now() + 14 * DAY)
  assert.deepEqual(
    (await world.rows('sessions')).map((session) => session.id),
    [here.id],
  )
  assert.ok((await mailsIn(world)).includes('deletion_requested to ann@example.org'))
})

test('nothing is deleted before the grace period is over, and then all but the last mail', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  const bob = await register(world, { username: 'bob' })
  const here = await signIn(world, ann)
  await requestDeletion(world.deps, { userId: ann.id, sessionId: here.id }, by(ann))
  world.clock.move(14 * DAY - 1)
  assert.equal(await deleteDueUsers(world.deps), 0)
  world.clock.move(1)
  assert.equal(await deleteDueUsers(world.deps), 1)
  assert.equal(await deleteDueUsers(world.deps), 0)
  assert.deepEqual(
    (await world.rows('users')).map((user) => user.id),
    [bob.id],
  )
  assert.deepEqual(await mailsIn(world), ['account_deleted to ann@example.org'])
  const last = (await world.events()).at(-1)
  assert.deepEqual([last?.type, last?.data.by, last?.context.actor.type], ['user.deleted', 'user', 'system'])
})

test('signing in keeps the account, and the time that was set deletes nothing', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  const here = await signIn(world, ann)
  await requestDeletion(world.deps, { userId: ann.id, sessionId: here.id }, by(ann))
  await signIn(world, ann)
  const kept = await getUser(world.deps, ann.id)
  assert.deepEqual([kept.status, kept.deleteAt], ['active', null])
  assert.ok((await mailsIn(world)).includes('deletion_cancelled to ann@example.org'))
  world.clock.move(30 * DAY)
  assert.equal(await deleteDueUsers(world.deps), 0)
})

test('an operator who blocks somebody on the way out keeps the account, and no mail says that all is well', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  const here = await signIn(world, ann)
  await requestDeletion(world.deps, { userId: ann.id, sessionId: here.id }, by(ann))
  await blockUser(world.deps, { userId: ann.id }, byOperator)
  const blocked = await getUser(world.deps, ann.id)
  assert.deepEqual([blocked.status, blocked.deleteAt], ['blocked', null])
  assert.ok(!(await mailsIn(world)).includes('deletion_cancelled to ann@example.org'))
})

test('keeping an account that nobody wants to delete changes nothing', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  assert.deepEqual(await world.typesOf(() => cancelDeletion(world.deps, { userId: ann.id }, by(ann))), [])
})

test('the last operator cannot leave; one of two can, and then the other cannot', async (t) => {
  const world = await makeDeps(t)
  const olga = await makeTestOperator(world)
  const leave = (id: string) =>
    requestDeletion(world.deps, { userId: id, sessionId: 'ses_none' }, { actor: { type: 'user', id } })
  await assert.rejects(leave(olga.id), refusal('conflict'))
  const ann = await register(world, { username: 'ann' })
  await grantOperator(world.deps, { userId: ann.id }, byOperator)
  await leave(olga.id)
  await assert.rejects(leave(ann.id), refusal('conflict'))
})
