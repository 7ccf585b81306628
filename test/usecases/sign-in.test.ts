import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../../src/domain/errors.ts'
import { beginSession } from '../../src/usecases/begin-session.ts'
import { blockUser } from '../../src/usecases/block-user.ts'
import { changePassword } from '../../src/usecases/change-password.ts'
import { checkPassword } from '../../src/usecases/check-password.ts'
import { createUser } from '../../src/usecases/create-user.ts'
import { giveUpSignIn } from '../../src/usecases/give-up-sign-in.ts'
import { reportLockout } from '../../src/usecases/report-lockout.ts'
import { verifyEmail } from '../../src/usecases/verify-email.ts'
import {
  ANOTHER_PASSWORD,
  by,
  byOperator,
  enrol,
  linksIn,
  PASSWORD,
  refusal,
  register,
  somebody,
} from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'

const check = (world: TestDeps, identifier: string, password = PASSWORD) =>
  checkPassword(world.deps, { identifier, password }, somebody)

const lastEvent = async (world: TestDeps) => (await world.events()).at(-1)

test('a username in any case and an address in any case mean the same person', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'Ann', email: 'ann@example.org' })
  for (const identifier of ['ann', ' ANN ', 'ann@example.org', 'Ann@EXAMPLE.org'])
    assert.equal((await check(world, identifier)).user.id, ann.id)
})

test('a right password begins no session and announces nothing by itself', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann' })
  const types = await world.typesOf(() => check(world, 'ann'))
  assert.deepEqual(types, [])
  assert.deepEqual(await world.rows('sessions'), [])
})

test('a password counts in every form that Unicode gives it', async (t) => {
  const world = await makeDeps(t)
  const composed = 'Zürich café société'.normalize('NFC')
  await register(world, { username: 'ann', password: composed })
  assert.equal((await check(world, 'ann', composed.normalize('NFD'))).needsFactor, false)
})

test('the longest password counts also where each of its signs is typed in pieces', async (t) => {
  const world = await makeDeps(t)
  const syllables = Array.from({ length: 1000 }, (_, n) => String.fromCodePoint(0xac01 + 11 * n)).join('')
  await register(world, { username: 'ann', password: syllables })
  assert.equal((await check(world, 'ann', syllables.normalize('NFD'))).needsFactor, false)
})

test('a wrong password and an unknown name get the same answer for the same work', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann' })
  const tried = async (identifier: string) => {
    const verified = world.hasher.verified()
    let answer: unknown
    const statements = await world.statementsOf(async () => {
      answer = await check(world, identifier, 'not the password').catch((error: Error) => error)
    })
    assert.ok(answer instanceof Refusal)
    return {
      code: answer.code,
      words: answer.message,
      statements,
      hashes: world.hasher.verified() - verified,
    }
  }
  const known = await tried('ann')
  assert.deepEqual(await tried('nobody'), known)
  assert.equal(known.code, 'bad_credentials')
  assert.equal(known.hashes, 1)
})

test('a failure names the user where there is one, and masks a name that nobody has', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  await assert.rejects(check(world, 'ann', 'wrong'), refusal('bad_credentials'))
  const known = await lastEvent(world)
  assert.equal(known?.type, 'user.login.failed')
  assert.deepEqual(
    [known?.subject, known?.sequence, known?.data.reason, known?.data.identifier],
    [ann.id, null, 'bad_credentials', 'ann'],
  )
  await assert.rejects(check(world, 'my secret pass phrase', 'x'), refusal('bad_credentials'))
  const unknown = await lastEvent(world)
  assert.deepEqual(
    [unknown?.subject, unknown?.data.user, unknown?.data.reason, unknown?.data.identifier],
    [null, undefined, 'unknown_user', 'm***'],
  )
})

test('strangers fill no log: ten failures a minute are written, then one that says how many were left out', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann' })
  for (let n = 0; n < 25; n++) await assert.rejects(check(world, 'ann', 'wrong'))
  const failures = (await world.events()).filter((event) => event.type === 'user.login.failed')
  assert.equal(failures.length, 10)
  world.clock.move(60_000)
  await assert.rejects(check(world, 'ann', 'wrong'))
  assert.equal((await lastEvent(world))?.data.suppressed, 15)
})

test('a blocked user hears of it only with the right password', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  await blockUser(world.deps, { userId: ann.id }, byOperator)
  await assert.rejects(check(world, 'ann', 'wrong'), refusal('bad_credentials'))
  await assert.rejects(check(world, 'ann'), refusal('blocked'))
  assert.equal((await lastEvent(world))?.data.reason, 'blocked')
})

test('an invited user has no password, so none is right', async (t) => {
  const world = await makeDeps(t)
  await createUser(world.deps, { method: 'operator', username: 'ann' }, byOperator)
  await assert.rejects(check(world, 'ann', ''), refusal('bad_credentials'))
})

test('an address that several hold unproven asks for the username or the link', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'same@example.org' })
  assert.equal((await check(world, 'same@example.org')).user.id, ann.id)
  const bob = await register(world, {
    username: 'bob',
    email: 'same@example.org',
    password: ANOTHER_PASSWORD,
  })
  await assert.rejects(check(world, 'same@example.org'), refusal('ambiguous_identifier'))
  assert.equal((await check(world, 'ann')).user.id, ann.id)
  await verifyEmail(world.deps, { token: (await linksIn(world, 'verify_email')).at(-1) ?? '' }, somebody)
  assert.equal((await check(world, 'same@example.org', ANOTHER_PASSWORD)).user.id, bob.id)
})

test('a proven address means its owner, whoever else names it', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  await verifyEmail(world.deps, { token: (await linksIn(world, 'verify_email'))[0] ?? '' }, somebody)
  await register(world, { username: 'mallory', email: 'ann@example.org', password: ANOTHER_PASSWORD })
  assert.equal((await check(world, 'ann@example.org')).user.id, ann.id)
  await assert.rejects(check(world, 'ann@example.org', ANOTHER_PASSWORD), refusal('bad_credentials'))
})

test('a hook may refuse a sign-in, and the failure says so', async (t) => {
  const world = await makeDeps(t, {
    hooks: [
      {
        name: 'closed',
        before: 'user.sign_in',
        required: true,
        run: async () => {
          throw new Refusal('refused_by_hook')
        },
      },
    ],
  })
  await register(world, { username: 'ann' })
  await assert.rejects(check(world, 'ann'), refusal('refused_by_hook'))
  assert.equal((await lastEvent(world))?.data.reason, 'hook')
})

test('a session begins with its event, and counts the sign-in', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann' })
  const proof = await check(world, 'ann')
  const { user, session } = await beginSession(
    world.deps,
    { userId: proof.user.id, methods: ['password'], passwordVersion: proof.passwordVersion },
    somebody,
  )
  assert.equal(user.loginsCount, 1)
  assert.equal(user.lastLoginAt, world.clock.now())
  assert.deepEqual([session.ip, session.userAgent], [somebody.ip, somebody.userAgent])
  const event = await lastEvent(world)
  assert.equal(event?.type, 'user.login.succeeded')
  assert.deepEqual([event?.data.methods, event?.data.sessionId], [['password'], session.id])
  assert.deepEqual(event?.context.actor, { type: 'user', id: user.id })
})

test('no session begins without the second factor where one is enrolled', async (t) => {
  const world = await makeDeps(t)
  const { user } = await enrol(world, await register(world, { username: 'ann' }))
  const proof = await check(world, 'ann')
  assert.equal(proof.needsFactor, true)
  const { passwordVersion } = proof
  const types = await world.typesOf(() =>
    assert.rejects(
      beginSession(world.deps, { userId: user.id, methods: ['password'], passwordVersion }, somebody),
      refusal('forbidden'),
    ),
  )
  assert.deepEqual(types, [])
})

test('a sign-in that was half done ends when the password changes or the user is blocked', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const { passwordVersion } = await check(world, 'ann')
  const begin = () =>
    beginSession(world.deps, { userId: ann.id, methods: ['password'], passwordVersion }, somebody)
  await changePassword(
    world.deps,
    { userId: ann.id, currentPassword: PASSWORD, newPassword: ANOTHER_PASSWORD, sessionId: null },
    by(ann),
  )
  await assert.rejects(begin(), refusal('unauthenticated'))
  await blockUser(world.deps, { userId: ann.id }, byOperator)
  await assert.rejects(begin(), refusal('blocked'))
  assert.deepEqual(await world.rows('sessions'), [])
})

test('a sign-in given up at the second factor is one failure', async (t) => {
  const world = await makeDeps(t)
  const { user } = await enrol(world, await register(world, { username: 'ann' }))
  const types = await world.typesOf(() => giveUpSignIn(world.deps, { userId: user.id }, somebody))
  assert.deepEqual(types, ['user.login.failed'])
  assert.equal((await lastEvent(world))?.data.reason, 'mfa_failed')
})

test('a lock is announced as it begins, and a try during it as a failure', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const until = world.clock.now() + 900_000
  const report = (identifier: string, began: boolean) =>
    reportLockout(world.deps, { identifier, until, began }, somebody)
  await report('ann', true)
  const locked = await lastEvent(world)
  assert.deepEqual([locked?.type, locked?.subject], ['user.login.locked', ann.id])
  assert.equal(locked?.data.until, new Date(until).toISOString())
  await report('ann', false)
  assert.equal((await lastEvent(world))?.data.reason, 'locked')
  await report('nobody', true)
  assert.equal((await lastEvent(world))?.subject, null)
})
