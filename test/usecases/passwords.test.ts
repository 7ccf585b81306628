import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockUser } from '../../src/usecases/block-user.ts'
import { changeEmail } from '../../src/usecases/change-email.ts'
import { changePassword } from '../../src/usecases/change-password.ts'
import { checkPassword } from '../../src/usecases/check-password.ts'
import { createUser } from '../../src/usecases/create-user.ts'
import { findSessionUser } from '../../src/usecases/find-session-user.ts'
import { getUser } from '../../src/usecases/get-user.ts'
import { grantOperator } from '../../src/usecases/grant-operator.ts'
import { peekLink } from '../../src/usecases/peek-link.ts'
import { requestPasswordReset } from '../../src/usecases/request-password-reset.ts'
import { resetPassword } from '../../src/usecases/reset-password.ts'
import { setPassword } from '../../src/usecases/set-password.ts'
import { unblockUser } from '../../src/usecases/unblock-user.ts'
import {
  ANOTHER_PASSWORD,
  by,
  byKey,
  byOperator,
  enrol,
  linksIn,
  mailsIn,
  newest,
  PASSWORD,
  refusal,
  register,
  signIn,
  somebody,
} from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'

const HOUR = 3_600_000

const askReset = (world: TestDeps, identifier: string) =>
  requestPasswordReset(world.deps, { identifier }, somebody)

const resetLink = async (world: TestDeps) => (await linksIn(world, 'reset_password')).at(-1) ?? ''

const reset = (world: TestDeps, token: string, newPassword = ANOTHER_PASSWORD) =>
  resetPassword(world.deps, { token, newPassword }, somebody)

test('a new password ends every other session, each with its event, and is told by mail', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  const here = await signIn(world, ann)
  const there = [await signIn(world, ann), await signIn(world, ann)]
  const before = (await world.events()).length
  await changePassword(
    world.deps,
    { userId: ann.id, currentPassword: PASSWORD, newPassword: ANOTHER_PASSWORD, sessionId: here.id },
    by(ann),
  )
  const events = (await world.events()).slice(before)
  assert.deepEqual(
    events.map((event) => [event.type, event.data.reason ?? event.data.by, event.data.sessionId]),
    [
      ['user.password.changed', 'change', undefined],
      ['user.session.revoked', 'password_change', there[0]?.id],
      ['user.session.revoked', 'password_change', there[1]?.id],
    ],
  )
  assert.equal((await findSessionUser(world.deps, here.id))?.user.id, ann.id)
  for (const session of there) assert.equal(await findSessionUser(world.deps, session.id), undefined)
  assert.equal((await mailsIn(world)).at(-1), 'password_changed to ann@example.org')
  await assert.rejects(
    checkPassword(world.deps, { identifier: 'ann', password: PASSWORD }, somebody),
    refusal('bad_credentials'),
  )
  await checkPassword(world.deps, { identifier: 'ann', password: ANOTHER_PASSWORD }, somebody)
})

test('a change asks for the current password, and for a new one that is new and strong', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'annabel' })
  const change = (currentPassword: string, newPassword: string) =>
    changePassword(world.deps, { userId: ann.id, currentPassword, newPassword, sessionId: null }, by(ann))
  const types = await world.typesOf(async () => {
    await assert.rejects(change('wrong', ANOTHER_PASSWORD), refusal('invalid', 'currentPassword'))
    await assert.rejects(change(PASSWORD, 'short'), refusal('invalid', 'newPassword'))
    await assert.rejects(change(PASSWORD, 'annabel-2026-11'), refusal('invalid', 'newPassword'))
    await assert.rejects(change(PASSWORD, PASSWORD), refusal('invalid', 'newPassword'))
  })
  assert.deepEqual(types, [])
})

test('of two changes of a password at once, one wins and the other is told to sign in', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const change = (newPassword: string) =>
    changePassword(
      world.deps,
      { userId: ann.id, currentPassword: PASSWORD, newPassword, sessionId: null },
      by(ann),
    )
  const results = await Promise.allSettled([change(ANOTHER_PASSWORD), change(`${ANOTHER_PASSWORD}, twice`)])
  const refused = results.filter((result) => result.status === 'rejected')
  assert.equal(refused.length, 1)
  refusal('unauthenticated')(refused[0]?.reason)
  assert.equal((await world.events()).filter((event) => event.type === 'user.password.changed').length, 1)
})

test('a reset is asked for by username or address, and answers a stranger alike', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann', email: 'ann@example.org' })
  for (const identifier of ['ann', 'ANN@example.org', 'nobody', 'nobody@example.org'])
    assert.equal(await askReset(world, identifier), undefined)
  assert.deepEqual((await mailsIn(world)).slice(1), [
    'reset_password to ann@example.org',
    'reset_password to ann@example.org',
  ])
  await assert.rejects(askReset(world, '  '), refusal('invalid', 'identifier'))
})

test('a reset asked for by a stranger costs the statements of a real one and leaves nothing that opens', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann', email: 'ann@example.org' })
  const real = await world.statementsOf(() => askReset(world, 'ann'))
  const tables = ['users', 'mails', 'events', 'user_sequences']
  const before = await Promise.all(tables.map(async (table) => (await world.rows(table)).length))
  const pretended = await world.statementsOf(() => askReset(world, 'nobody'))
  // Nobody's row, the savepoint and its end, and the token that stays: a few inserts beside a commit to the disk.
  assert.ok(Math.abs(pretended - real) <= 4, `${real} for a user, ${pretended} for a stranger`)
  const after = await Promise.all(tables.map(async (table) => (await world.rows(table)).length))
  assert.deepEqual(after, before)
})

test('asking for a reset is a fact of strangers: it has no place in the sequence of the user', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  await askReset(world, 'ann')
  const event = (await world.events()).at(-1)
  assert.deepEqual(
    [event?.type, event?.subject, event?.sequence],
    ['user.password.reset_requested', ann.id, null],
  )
})

test('a reset ends all sessions, signs nobody in and leaves the second factor', async (t) => {
  const world = await makeDeps(t)
  const registered = await register(world, { username: 'ann', email: 'ann@example.org' })
  const { user: ann } = await enrol(world, registered)
  const session = await signIn(world, ann)
  await askReset(world, 'ann')
  const types = await world.typesOf(async () => reset(world, await resetLink(world)))
  assert.deepEqual(types, ['user.email.verified', 'user.password.changed', 'user.session.revoked'])
  const events = await world.events()
  assert.equal(events.at(-2)?.data.reason, 'reset')
  assert.equal(events.at(-1)?.data.by, 'password_reset')
  assert.equal(await findSessionUser(world.deps, session.id), undefined)
  assert.deepEqual(await world.rows('sessions'), [])
  const proof = await checkPassword(world.deps, { identifier: 'ann', password: ANOTHER_PASSWORD }, somebody)
  assert.equal(proof.needsFactor, true)
  assert.equal((await mailsIn(world)).at(-1), 'password_changed to ann@example.org')
})

test('a reset link works once, for an hour, and a newer one replaces it', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann', email: 'ann@example.org' })
  await askReset(world, 'ann')
  const older = await resetLink(world)
  await askReset(world, 'ann')
  const newer = await resetLink(world)
  await assert.rejects(reset(world, older), refusal('link_spent'))
  await reset(world, newer)
  await assert.rejects(reset(world, newer, `${ANOTHER_PASSWORD}!`), refusal('link_spent'))
  await askReset(world, 'ann')
  const late = await resetLink(world)
  world.clock.move(HOUR)
  await assert.rejects(reset(world, late), refusal('link_spent'))
  await assert.rejects(reset(world, 'no such token'), refusal('link_spent'))
})

test('of twenty uses of one reset link at once, one sets the password', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann', email: 'ann@example.org' })
  await askReset(world, 'ann')
  const token = await resetLink(world)
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => reset(world, token, `${ANOTHER_PASSWORD} ${n}`)),
  )
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
  assert.equal((await world.events()).filter((event) => event.type === 'user.password.changed').length, 1)
})

test('a new password that is refused leaves the reset link as it was', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann', email: 'ann@example.org' })
  await askReset(world, 'ann')
  const token = await resetLink(world)
  await assert.rejects(reset(world, token, 'short'), refusal('invalid', 'newPassword'))
  assert.deepEqual(await peekLink(world.deps, { purpose: 'reset_password', token }), {
    email: 'ann@example.org',
    username: 'ann',
    name: null,
  })
  await reset(world, token)
  assert.equal(await peekLink(world.deps, { purpose: 'reset_password', token }), undefined)
})

test('a reset link opens nothing after the user was blocked or the address was left', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  await askReset(world, 'ann')
  const toOldAddress = await resetLink(world)
  await changeEmail(world.deps, { userId: ann.id, email: 'new@example.org', password: PASSWORD }, by(ann))
  await assert.rejects(reset(world, toOldAddress), refusal('link_spent'))
  await askReset(world, 'ann')
  const toBlocked = await resetLink(world)
  await blockUser(world.deps, { userId: ann.id }, byOperator)
  await assert.rejects(reset(world, toBlocked), refusal('link_spent'))
  const mails = await mailsIn(world)
  await askReset(world, 'ann')
  assert.deepEqual(await mailsIn(world), mails, 'a blocked user gets no link')
  await unblockUser(world.deps, { userId: ann.id }, byOperator)
  await assert.rejects(reset(world, toBlocked), refusal('link_spent'), 'nor does the old one come back')
})

test('a password change ends reset links that are under way', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  await askReset(world, 'ann')
  await changePassword(
    world.deps,
    { userId: ann.id, currentPassword: PASSWORD, newPassword: ANOTHER_PASSWORD, sessionId: null },
    by(ann),
  )
  await assert.rejects(reset(world, await resetLink(world)), refusal('link_spent'))
})

test('an address that several hold unproven gets a link for each, three at most', async (t) => {
  const world = await makeDeps(t)
  for (const username of ['ann', 'bob', 'cho', 'dan']) {
    await register(world, { username, email: 'same@example.org' })
    world.clock.move(1000)
  }
  await askReset(world, 'same@example.org')
  const rows = await world.deps.reader('mails').where({ template: 'reset_password' })
  assert.deepEqual(rows.map((row) => JSON.parse(row.data).username).sort(), ['ann', 'bob', 'cho'])
})

test('an invitation is accepted by choosing a password, which is no second registration', async (t) => {
  const world = await makeDeps(t)
  await createUser(world.deps, { method: 'operator', email: 'ann@example.org' }, byOperator)
  const invited = await newest(world)
  assert.equal(invited.status, 'invited')
  const token = (await linksIn(world, 'invitation'))[0] ?? ''
  const types = await world.typesOf(() => reset(world, token))
  assert.deepEqual(types, ['user.updated', 'user.email.verified', 'user.password.changed'])
  const user = await getUser(world.deps, invited.id)
  assert.deepEqual([user.status, user.emailVerified], ['active', true])
  await checkPassword(world.deps, { identifier: 'ann@example.org', password: ANOTHER_PASSWORD }, somebody)
})

test('an operator or a key sets a password, which ends every session; a key none of an operator', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  await signIn(world, ann)
  const set = (context: typeof byKey) =>
    setPassword(world.deps, { userId: ann.id, password: ANOTHER_PASSWORD }, context)
  await assert.rejects(set(by(ann)), refusal('forbidden'))
  assert.deepEqual(await world.typesOf(() => set(byOperator)), [
    'user.password.changed',
    'user.session.revoked',
  ])
  assert.equal((await world.events()).at(-2)?.data.reason, 'operator')
  assert.deepEqual(await world.typesOf(() => set(byKey)), ['user.password.changed'])
  await grantOperator(world.deps, { userId: ann.id, role: 'viewer' }, byOperator)
  await assert.rejects(set(byKey), refusal('forbidden'))
})
