import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeEmail } from '../../src/usecases/change-email.ts'
import { deleteUser } from '../../src/usecases/delete-user.ts'
import { getUser } from '../../src/usecases/get-user.ts'
import { peekLink } from '../../src/usecases/peek-link.ts'
import { requestEmailVerification } from '../../src/usecases/request-email-verification.ts'
import { updateUser } from '../../src/usecases/update-user.ts'
import { verifyEmail } from '../../src/usecases/verify-email.ts'
import { by, byKey, linksIn, mailsIn, PASSWORD, refusal, register, somebody } from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'

const newestLink = async (world: TestDeps) => (await linksIn(world, 'verify_email')).at(-1) ?? ''
const verify = (world: TestDeps, token: string) => verifyEmail(world.deps, { token }, somebody)
const changeTo = (world: TestDeps, user: Parameters<typeof by>[0], email: string, password = PASSWORD) =>
  changeEmail(world.deps, { userId: user.id, email, password }, by(user))

test('a link proves the address once, and says that it is the first', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { email: 'ann@example.org' })
  const token = await newestLink(world)
  assert.deepEqual(await peekLink(world.deps, { purpose: 'verify_email', token }), {
    email: 'ann@example.org',
    username: null,
    name: null,
  })
  assert.deepEqual(await world.typesOf(() => verify(world, token)), ['user.email.verified'])
  const event = (await world.events()).at(-1)
  assert.deepEqual([event?.data.email, event?.data.first], ['ann@example.org', true])
  const user = await getUser(world.deps, ann.id)
  assert.deepEqual([user.emailVerified, user.firstVerifiedAt], [true, world.clock.now()])
  await assert.rejects(verify(world, token), refusal('link_spent'))
})

test('of twenty uses of one link at once, one proves the address', async (t) => {
  const world = await makeDeps(t)
  await register(world, { email: 'ann@example.org' })
  const token = await newestLink(world)
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => verify(world, token)))
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
  assert.equal((await world.events()).filter((event) => event.type === 'user.email.verified').length, 1)
})

test('a link ends after a day, by a newer one, and by another purpose', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  const older = await newestLink(world)
  const types = await world.typesOf(() => requestEmailVerification(world.deps, { userId: ann.id }, by(ann)))
  assert.deepEqual(types, ['user.email.verification_requested'])
  await assert.rejects(verify(world, older), refusal('link_spent'))
  const newer = await newestLink(world)
  assert.equal(await peekLink(world.deps, { purpose: 'reset_password', token: newer }), undefined)
  world.clock.move(24 * 3_600_000)
  await assert.rejects(verify(world, newer), refusal('link_spent'))
})

test('whoever proves an address gets it, and the others lose it, each with an event', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'same@example.org' })
  const annsLink = await newestLink(world)
  const bob = await register(world, { username: 'bob', email: 'same@example.org' })
  const before = (await world.events()).length
  await verify(world, await newestLink(world))
  const events = (await world.events()).slice(before)
  assert.deepEqual(
    events.map((event) => [event.type, event.subject]),
    [
      ['user.updated', ann.id],
      ['user.email.verified', bob.id],
    ],
  )
  assert.deepEqual(events[0]?.data.changes, { email: { from: 'same@example.org', to: null } })
  assert.deepEqual([events[0]?.sequence, events[1]?.sequence], [3, 3])
  assert.equal((await getUser(world.deps, ann.id)).email, null)
  await assert.rejects(verify(world, annsLink), refusal('link_spent'))
})

test('when several prove one address at once, one has it in the end', async (t) => {
  const world = await makeDeps(t)
  for (const username of ['ann', 'bob', 'cho', 'dan'])
    await register(world, { username, email: 'same@example.org' })
  const links = await linksIn(world, 'verify_email')
  const results = await Promise.allSettled(links.map((token) => verify(world, token)))
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
  const holders = (await world.rows('users')).filter((row) => row.email !== null)
  assert.equal(holders.length, 1)
  assert.ok(holders[0]?.email_verified)
})

test('there is nothing to ask for where the address is proven or missing', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { email: 'ann@example.org' })
  await verify(world, await newestLink(world))
  const ask = (userId: string) => requestEmailVerification(world.deps, { userId }, somebody)
  await assert.rejects(ask(ann.id), refusal('conflict'))
  await assert.rejects(ask((await register(world, { username: 'bob' })).id), refusal('conflict'))
})

test('a proven address stays until the new one is proven; the old one is told', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { email: 'old@example.org' })
  await verify(world, await newestLink(world))
  const asked = await world.typesOf(() => changeTo(world, ann, 'New@example.org'))
  assert.deepEqual(asked, ['user.email.verification_requested'])
  assert.equal((await getUser(world.deps, ann.id)).email, 'old@example.org')
  const proven = await world.typesOf(async () => verify(world, await newestLink(world)))
  assert.deepEqual(proven, ['user.updated', 'user.email.verified'])
  const [updated, verified] = (await world.events()).slice(-2)
  assert.deepEqual(updated?.data.changes, { email: { from: 'old@example.org', to: 'new@example.org' } })
  assert.equal(verified?.data.first, false, 'points are added once per user')
  assert.equal((await mailsIn(world)).at(-1), 'email_changed to old@example.org')
})

test('an unproven address is replaced at once', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'tpyo@example.org' })
  const wrongLink = await newestLink(world)
  const types = await world.typesOf(() => changeTo(world, ann, 'ann@example.org'))
  assert.deepEqual(types, ['user.updated', 'user.email.verification_requested'])
  const user = await getUser(world.deps, ann.id)
  assert.deepEqual([user.email, user.emailVerified], ['ann@example.org', false])
  await assert.rejects(verify(world, wrongLink), refusal('link_spent'))
})

test('a change to a taken address answers like any other and tells the owner alone', async (t) => {
  const world = await makeDeps(t)
  const owner = await register(world, { email: 'taken@example.org' })
  await verify(world, await newestLink(world))
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  await verify(world, await newestLink(world))
  const links = (await linksIn(world, 'verify_email')).length
  assert.deepEqual(await changeTo(world, ann, 'free@example.org'), { email: 'free@example.org' })
  assert.deepEqual(await changeTo(world, ann, 'taken@example.org'), { email: 'taken@example.org' })
  assert.equal((await linksIn(world, 'verify_email')).length, links + 1)
  assert.equal((await mailsIn(world)).at(-1), 'email_already_registered to taken@example.org')
  assert.equal((await getUser(world.deps, owner.id)).email, 'taken@example.org')
})

test('a change asks for the password and for an address', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  await assert.rejects(changeTo(world, ann, 'ann@example.org', 'wrong'), refusal('invalid', 'password'))
  await assert.rejects(changeTo(world, ann, 'nowhere'), refusal('invalid', 'email'))
})

test('an address changed by a key is unproven and ends the links to the old one', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  await verify(world, await newestLink(world))
  await changeTo(world, ann, 'other@example.org')
  const underWay = await newestLink(world)
  const changed = await updateUser(
    world.deps,
    { userId: ann.id, changes: { email: 'hr@example.org' } },
    byKey,
  )
  assert.deepEqual([changed.email, changed.emailVerified], ['hr@example.org', false])
  const event = (await world.events()).at(-1)
  assert.deepEqual(event?.data.changes, {
    email: { from: 'ann@example.org', to: 'hr@example.org' },
    emailVerified: { from: true, to: false },
  })
  await assert.rejects(verify(world, underWay), refusal('link_spent'))
})

test('a user who is deleted takes the links along, and the address is free again', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { email: 'ann@example.org' })
  const token = await newestLink(world)
  await deleteUser(world.deps, { userId: ann.id }, byKey)
  await assert.rejects(verify(world, token), refusal('link_spent'))
  const again = await register(world, { email: 'ann@example.org' })
  await verify(world, await newestLink(world))
  assert.equal((await getUser(world.deps, again.id)).emailVerified, true)
})
