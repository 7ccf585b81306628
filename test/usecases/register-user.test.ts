import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../../src/domain/errors.ts'
import { registerUser } from '../../src/usecases/register-user.ts'
import { verifyEmail } from '../../src/usecases/verify-email.ts'
import { linksIn, mailsIn, newest, PASSWORD, refusal, register, somebody } from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'

const inputOf = (more: object) => ({ password: PASSWORD, ...more })

test('a registration writes the user, the hash, the mail and both events together', async (t) => {
  const world = await makeDeps(t)
  const answer = await registerUser(
    world.deps,
    inputOf({ username: 'Ann', email: ' Ann@Example.org ', name: ' Ann Lee ' }),
    somebody,
  )
  assert.deepEqual(answer, { next: 'check_mail', email: 'ann@example.org' })
  const user = await newest(world)
  assert.equal(user.username, 'Ann')
  assert.equal(user.usernameKey, 'ann')
  assert.equal(user.email, 'ann@example.org')
  assert.equal(user.emailVerified, false)
  assert.equal(user.name, 'Ann Lee')
  assert.equal(user.status, 'active')
  const events = await world.events()
  assert.deepEqual(
    events.map((event) => [event.type, event.sequence, event.context.actor]),
    [
      ['user.registered', 1, { type: 'user', id: user.id }],
      ['user.email.verification_requested', 2, { type: 'user', id: user.id }],
    ],
  )
  assert.equal(events[0]?.data.method, 'self')
  assert.deepEqual(await mailsIn(world), ['verify_email to ann@example.org'])
})

test('a registration with a username alone needs no mail', async (t) => {
  const world = await makeDeps(t)
  const answer = await registerUser(world.deps, inputOf({ username: 'ann' }), somebody)
  assert.equal(answer.next, 'sign_in')
  assert.deepEqual(
    (await world.events()).map((event) => event.type),
    ['user.registered'],
  )
  assert.deepEqual(await mailsIn(world), [])
})

test('each wrong field is named, and nothing is written or hashed', async (t) => {
  const world = await makeDeps(t)
  const wrong = registerUser(
    world.deps,
    { username: 'a@b', email: 'nowhere', name: 'a\nb', password: 'short' },
    somebody,
  )
  await assert.rejects(wrong, (error: Refusal) => {
    assert.deepEqual(Object.keys(error.fields).sort(), ['email', 'name', 'password', 'username'])
    return refusal('invalid')(error)
  })
  await assert.rejects(registerUser(world.deps, inputOf({}), somebody), refusal('invalid', 'username'))
  assert.equal(world.hasher.hashed(), 0)
  assert.deepEqual(await world.events(), [])
})

test('a taken username is said openly, in whatever case or form it is written', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'Straße' })
  for (const username of ['straße', 'STRASSE', 'ｓｔｒａｓｓｅ'])
    await assert.rejects(
      registerUser(world.deps, inputOf({ username }), somebody),
      refusal('invalid', 'username'),
    )
})

test('of twenty registrations of one username at once, one succeeds and the others are told', async (t) => {
  const world = await makeDeps(t)
  const tries = Array.from({ length: 20 }, () =>
    registerUser(world.deps, inputOf({ username: 'ann' }), somebody),
  )
  const results = await Promise.allSettled(tries)
  const refused = results.filter((result) => result.status === 'rejected')
  assert.equal(refused.length, 19)
  for (const result of refused) refusal('invalid', 'username')(result.reason)
  assert.equal((await world.rows('users')).length, 1)
  assert.equal((await world.events()).length, 1)
})

test('an unproven address reserves nothing', async (t) => {
  const world = await makeDeps(t)
  await register(world, { email: 'ann@example.org' })
  await register(world, { email: 'ann@example.org' })
  assert.equal((await world.rows('users')).length, 2)
})

test('a proven address answers like any other, makes no account and is told to its owner', async (t) => {
  const world = await makeDeps(t)
  const fresh = await registerUser(world.deps, inputOf({ email: 'ann@example.org' }), somebody)
  await verifyEmail(world.deps, { token: (await linksIn(world, 'verify_email'))[0] ?? '' }, somebody)
  const hashed = world.hasher.hashed()
  let answer: unknown
  const types = await world.typesOf(async () => {
    answer = await registerUser(world.deps, inputOf({ email: 'ANN@example.org' }), somebody)
  })
  assert.deepEqual(answer, fresh)
  assert.deepEqual(types, [])
  assert.equal(world.hasher.hashed(), hashed + 1)
  assert.equal((await world.rows('users')).length, 1)
  assert.equal((await world.rows('one_time_tokens')).length, 0)
  assert.deepEqual((await mailsIn(world)).slice(1), ['email_already_registered to ann@example.org'])
})

test('a taken address costs the hash and the statements of a free one, and those that undo them', async (t) => {
  const world = await makeDeps(t)
  const free = await world.statementsOf(() => register(world, { email: 'ann@example.org' }))
  await verifyEmail(world.deps, { token: (await linksIn(world, 'verify_email'))[0] ?? '' }, somebody)
  const taken = await world.statementsOf(() => register(world, { email: 'ann@example.org' }))
  assert.deepEqual([world.hasher.hashed(), world.hasher.verified()], [2, 0], 'one hash each time')
  // More are the savepoint, the way back to it, and the owner's mail.
  assert.equal(taken - free, 3, `${free} for a free address, ${taken} for a taken one`)
})

test('with a free username a proven address makes the account, so that a second try tells nothing', async (t) => {
  const world = await makeDeps(t)
  const owner = await register(world, { email: 'ann@example.org' })
  await verifyEmail(world.deps, { token: (await linksIn(world, 'verify_email'))[0] ?? '' }, somebody)
  const other = await register(world, { username: 'mallory', email: 'ann@example.org' })
  assert.notEqual(other.id, owner.id)
  assert.equal(other.email, 'ann@example.org')
  assert.equal(other.emailVerified, false)
  assert.equal((await linksIn(world, 'verify_email')).length, 1, 'no link for the newcomer')
  assert.equal((await mailsIn(world)).at(-1), 'email_already_registered to ann@example.org')
  await assert.rejects(
    registerUser(world.deps, inputOf({ username: 'mallory', email: 'x@example.org' }), somebody),
    refusal('invalid', 'username'),
  )
})

test('a hook that refuses leaves no user, no event and no mail, and never sees the password', async (t) => {
  const seen: unknown[] = []
  const world = await makeDeps(t, {
    hooks: [
      {
        name: 'nobody',
        before: 'user.register',
        required: true,
        async run(flow) {
          seen.push(flow.input)
          throw new Refusal('refused_by_hook', { message: 'Not today.' })
        },
      },
    ],
  })
  await assert.rejects(
    registerUser(world.deps, inputOf({ username: 'ann' }), somebody),
    refusal('refused_by_hook'),
  )
  assert.deepEqual(seen, [{ username: 'ann', email: null, name: null }])
  assert.deepEqual(await world.rows('users'), [])
  assert.deepEqual(await world.events(), [])
})

test('a registration that fails at its last step leaves nothing behind', async (t) => {
  const world = await makeDeps(t)
  const broken = {
    ...world.deps,
    keyring: {
      ...world.deps.keyring,
      seal: () => {
        throw new Error('the key is away')
      },
    },
  }
  await assert.rejects(
    registerUser(broken, inputOf({ username: 'ann', email: 'ann@example.org' }), somebody),
    /the key is away/,
  )
  for (const table of [
    'users',
    'credentials',
    'events',
    'outbox',
    'mails',
    'one_time_tokens',
    'user_sequences',
  ])
    assert.deepEqual(await world.rows(table), [], table)
})

test('neither the password nor the link stands in an event or in the open part of a mail', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann', email: 'ann@example.org' })
  const [token] = await linksIn(world, 'verify_email')
  assert.ok(token && token.length >= 43, '256 bits')
  const kept = JSON.stringify([
    await world.rows('events'),
    await world.rows('mails'),
    await world.rows('one_time_tokens'),
  ])
  assert.equal(kept.includes(token), false)
  assert.equal(kept.includes(PASSWORD), false)
})
