import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockUser } from '../../src/usecases/block-user.ts'
import { checkPassword } from '../../src/usecases/check-password.ts'
import { createFirstOperator } from '../../src/usecases/create-first-operator.ts'
import { createOperator } from '../../src/usecases/create-operator.ts'
import { deleteUser } from '../../src/usecases/delete-user.ts'
import { ensureOperator } from '../../src/usecases/ensure-operator.ts'
import { grantOperator } from '../../src/usecases/grant-operator.ts'
import { makeSetupLink } from '../../src/usecases/make-setup-link.ts'
import { peekLink } from '../../src/usecases/peek-link.ts'
import { revokeOperator } from '../../src/usecases/revoke-operator.ts'
import { updateUser } from '../../src/usecases/update-user.ts'
import {
  ANOTHER_PASSWORD,
  by,
  byCli,
  byKey,
  byOperator,
  makeTestOperator,
  PASSWORD,
  refusal,
  register,
  somebody,
} from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'

const setUp = (world: TestDeps, token: string, username = 'olga') =>
  createFirstOperator(
    world.deps,
    { token, username, email: `${username}@example.org`, password: PASSWORD },
    somebody,
  )

test('the printed link makes the first operator, with a proven address, and is void afterwards', async (t) => {
  const world = await makeDeps(t)
  const link = await makeSetupLink(world.deps)
  assert.ok(link)
  assert.equal(link.expiresAt, world.clock.now() + 30 * 60_000)
  assert.ok(await peekLink(world.deps, { purpose: 'setup', token: link.token }))
  const types = await world.typesOf(() => setUp(world, link.token))
  assert.deepEqual(types, ['user.registered', 'user.email.verified', 'operator.granted'])
  assert.equal((await world.events())[0]?.data.method, 'operator')
  await assert.rejects(setUp(world, link.token, 'second'), refusal('link_spent'))
  assert.equal(await makeSetupLink(world.deps), undefined)
})

test('the link ends after half an hour, by a newer start, and by an operator made another way', async (t) => {
  const world = await makeDeps(t)
  const late = await makeSetupLink(world.deps)
  world.clock.move(30 * 60_000)
  await assert.rejects(setUp(world, late?.token ?? ''), refusal('link_spent'))
  const older = await makeSetupLink(world.deps)
  const newer = await makeSetupLink(world.deps)
  await assert.rejects(setUp(world, older?.token ?? ''), refusal('link_spent'))
  await createOperator(world.deps, { username: 'otto', password: PASSWORD }, byCli)
  await assert.rejects(setUp(world, newer?.token ?? ''), refusal('link_spent'))
  assert.equal((await world.rows('users')).length, 1)
})

test('of twenty uses of the link at once, one makes an operator', async (t) => {
  const world = await makeDeps(t)
  const token = (await makeSetupLink(world.deps))?.token ?? ''
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => setUp(world, token, `operator${n}`)),
  )
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
  assert.equal((await world.rows('users')).length, 1)
})

test('a wrong field leaves the link as it was, and the token is kept as a hash', async (t) => {
  const world = await makeDeps(t)
  const token = (await makeSetupLink(world.deps))?.token ?? ''
  await assert.rejects(
    createFirstOperator(world.deps, { token, username: 'olga', password: 'short' }, somebody),
    refusal('invalid', 'password'),
  )
  assert.equal(JSON.stringify(await world.rows('one_time_tokens')).includes(token), false)
  await setUp(world, token)
})

test('the operator of the settings is created once and never reset', async (t) => {
  const world = await makeDeps(t)
  const ensure = (password: string) => ensureOperator(world.deps, { email: 'ops@example.org', password })
  assert.equal(await ensure(PASSWORD), 'created')
  const types = await world.typesOf(async () => assert.equal(await ensure(ANOTHER_PASSWORD), 'exists'))
  assert.deepEqual(types, [])
  await checkPassword(world.deps, { identifier: 'ops@example.org', password: PASSWORD }, somebody)
})

test('several nodes that start at once create one operator', async (t) => {
  const world = await makeDeps(t)
  const answers = await Promise.all(
    Array.from({ length: 5 }, () =>
      ensureOperator(world.deps, { email: 'ops@example.org', password: PASSWORD }),
    ),
  )
  assert.deepEqual(answers.sort(), ['created', 'exists', 'exists', 'exists', 'exists'])
})

test('an address of an operator that others hold unproven becomes the operator’s', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'mallory', email: 'ops@example.org' })
  await ensureOperator(world.deps, { email: 'ops@example.org', password: ANOTHER_PASSWORD })
  await register(world, { username: 'eve', email: 'ops@example.org' })
  const proof = await checkPassword(
    world.deps,
    { identifier: 'ops@example.org', password: ANOTHER_PASSWORD },
    somebody,
  )
  assert.equal(proof.user.role, 'operator')
})

test('no key and no person makes or unmakes an operator', async (t) => {
  const world = await makeDeps(t)
  const olga = await makeTestOperator(world)
  const ann = await register(world, { username: 'ann' })
  const types = await world.typesOf(async () => {
    for (const context of [byKey, by(ann), by(olga)]) {
      await assert.rejects(grantOperator(world.deps, { userId: ann.id }, context), refusal('forbidden'))
      await assert.rejects(revokeOperator(world.deps, { userId: olga.id }, context), refusal('forbidden'))
      await assert.rejects(
        createOperator(world.deps, { username: 'eve', password: PASSWORD }, context),
        refusal('forbidden'),
      )
    }
  })
  assert.deepEqual(types, [])
})

test('no key moves an operator’s address, since a reset mailed there would make an operator', async (t) => {
  const world = await makeDeps(t)
  const olga = await makeTestOperator(world)
  const move = (context: typeof byKey) =>
    updateUser(world.deps, { userId: olga.id, changes: { email: 'eve@example.org' } }, context)
  await assert.rejects(move(byKey), refusal('forbidden'))
  assert.equal((await move(byOperator)).email, 'eve@example.org')
})

test('an operator makes another, and takes it back, each announced once', async (t) => {
  const world = await makeDeps(t)
  await makeTestOperator(world)
  const ann = await register(world, { username: 'ann' })
  const types = await world.typesOf(async () => {
    await grantOperator(world.deps, { userId: ann.id }, byOperator)
    await grantOperator(world.deps, { userId: ann.id }, byOperator)
    await revokeOperator(world.deps, { userId: ann.id }, byOperator)
    await revokeOperator(world.deps, { userId: ann.id }, byOperator)
  })
  assert.deepEqual(types, ['operator.granted', 'operator.revoked'])
  await blockUser(world.deps, { userId: ann.id }, byOperator)
  await assert.rejects(grantOperator(world.deps, { userId: ann.id }, byOperator), refusal('conflict'))
})

test('the last operator cannot be blocked, deleted or demoted', async (t) => {
  const world = await makeDeps(t)
  const olga = await makeTestOperator(world)
  const deeds = [blockUser, deleteUser, revokeOperator]
  for (const deed of deeds)
    await assert.rejects(deed(world.deps, { userId: olga.id }, byCli), refusal('conflict'))
  const otto = await makeTestOperator(world, 'otto')
  await blockUser(world.deps, { userId: otto.id }, byCli)
  for (const deed of deeds)
    await assert.rejects(
      deed(world.deps, { userId: olga.id }, byCli),
      refusal('conflict'),
      'a blocked one is no other',
    )
})

test('two operators demoted at once leave one', async (t) => {
  const world = await makeDeps(t)
  const operators = [await makeTestOperator(world), await makeTestOperator(world, 'otto')]
  const results = await Promise.allSettled(
    operators.map((user) => revokeOperator(world.deps, { userId: user.id }, byOperator)),
  )
  assert.deepEqual(results.map((result) => result.status).sort(), ['fulfilled', 'rejected'])
})
