import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockUser } from '../../src/usecases/block-user.ts'
import { createUser } from '../../src/usecases/create-user.ts'
import { deleteUser } from '../../src/usecases/delete-user.ts'
import { getUser } from '../../src/usecases/get-user.ts'
import { countUsers, listUsers } from '../../src/usecases/list-users.ts'
import { unblockUser } from '../../src/usecases/unblock-user.ts'
import { type UserChanges, updateUser } from '../../src/usecases/update-user.ts'
import { verifyEmail } from '../../src/usecases/verify-email.ts'
import {
  by,
  byKey,
  byOperator,
  linksIn,
  mailsIn,
  PASSWORD,
  refusal,
  register,
  signIn,
  somebody,
} from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'

test('an account made with a password is active; one made without is invited, and the address is mailed', async (t) => {
  const world = await makeDeps(t)
  const active = await world.typesOf(() =>
    createUser(world.deps, { method: 'api', username: 'ann', password: PASSWORD, externalId: 'E-1' }, byKey),
  )
  assert.deepEqual(active, ['user.registered'])
  assert.equal((await world.events()).at(-1)?.data.method, 'api')
  const invited = await world.typesOf(() =>
    createUser(world.deps, { method: 'operator', email: 'bob@example.org', name: 'Bob' }, byOperator),
  )
  assert.deepEqual(invited, ['user.registered', 'user.invited'])
  assert.deepEqual(await mailsIn(world), ['invitation to bob@example.org'])
  const { users } = await listUsers(world.deps, { limit: 10 })
  assert.deepEqual(
    users.map((user) => [user.username, user.status]),
    [
      [null, 'invited'],
      ['ann', 'active'],
    ],
  )
})

test('what is taken is said to a program with the field, and nothing is written', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann', email: 'ann@example.org' })
  await verifyEmail(world.deps, { token: (await linksIn(world, 'verify_email'))[0] ?? '' }, somebody)
  await createUser(world.deps, { method: 'api', username: 'bob', externalId: 'E-1' }, byKey)
  const create = (input: object) => createUser(world.deps, { method: 'api', ...input }, byKey)
  const types = await world.typesOf(async () => {
    await assert.rejects(create({ username: 'ANN' }), refusal('conflict', 'username'))
    await assert.rejects(create({ email: 'ann@example.org' }), refusal('conflict', 'email'))
    await assert.rejects(create({ username: 'cho', externalId: 'E-1' }), refusal('conflict', 'externalId'))
    await assert.rejects(create({ name: 'Nobody' }), refusal('invalid', 'username'))
    await assert.rejects(
      create({ username: 'cho', customFields: { '1st': 'x' } }),
      refusal('invalid', 'customFields.1st'),
    )
  })
  assert.deepEqual(types, [])
  assert.equal((await world.rows('users')).length, 2)
})

test('a change says what was and what is, field by field, and custom fields by key', async (t) => {
  const world = await makeDeps(t)
  const ann = await createUser(
    world.deps,
    { method: 'api', username: 'ann', name: 'Ann', customFields: { team: 'blue', desk: 4 } },
    byKey,
  )
  world.clock.move(1000)
  await updateUser(
    world.deps,
    {
      userId: ann.id,
      changes: { name: 'Anne', externalId: 'E-7', customFields: { team: 'red', desk: null, floor: 2 } },
    },
    byKey,
  )
  const event = (await world.events()).at(-1)
  assert.equal(event?.type, 'user.updated')
  assert.deepEqual(event?.data.changes, {
    name: { from: 'Ann', to: 'Anne' },
    externalId: { from: null, to: 'E-7' },
    'customFields.team': { from: 'blue', to: 'red' },
    'customFields.desk': { from: 4, to: null },
    'customFields.floor': { from: null, to: 2 },
  })
  const user = await getUser(world.deps, ann.id)
  assert.deepEqual(user.customFields, { team: 'red', floor: 2 })
  assert.equal(user.updatedAt, world.clock.now())
})

test('a change that changes nothing is no event and leaves the row alone', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  world.clock.move(1000)
  const same: UserChanges[] = [{}, { name: null }, { name: '  ' }, { username: 'ann', phone: null }]
  const types = await world.typesOf(async () => {
    for (const changes of same) await updateUser(world.deps, { userId: ann.id, changes }, by(ann))
  })
  assert.deepEqual(types, [])
  assert.equal((await getUser(world.deps, ann.id)).updatedAt, ann.updatedAt)
})

test('a person changes the own profile, and nobody else’s, and no field that others answer for', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const bob = await register(world, { username: 'bob' })
  const change = (userId: string, changes: UserChanges) =>
    updateUser(world.deps, { userId, changes }, by(ann))
  const types = await world.typesOf(async () => {
    await assert.rejects(change(bob.id, { name: 'Mallory' }), refusal('forbidden'))
    await assert.rejects(change(ann.id, { email: 'x@example.org' }), refusal('forbidden'))
    await assert.rejects(change(ann.id, { externalId: 'E-1' }), refusal('forbidden'))
    await assert.rejects(change(ann.id, { customFields: { boss: true } }), refusal('forbidden'))
    await assert.rejects(change(ann.id, { username: 'BOB' }), refusal('invalid', 'username'))
    await assert.rejects(change(ann.id, { username: null }), refusal('invalid', 'username'))
    await assert.rejects(change(ann.id, { zoneinfo: 'Mars/Base' }), refusal('invalid', 'zoneinfo'))
  })
  assert.deepEqual(types, [])
  const changed = await change(ann.id, {
    name: 'Ann Lee',
    locale: 'zh_cn',
    zoneinfo: 'Europe/Berlin',
    phone: '+49 30 1234567',
  })
  assert.deepEqual([changed.locale, changed.zoneinfo], ['zh-CN', 'Europe/Berlin'])
})

test('two changes of one user at once are both kept, each with its own number', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  await Promise.all([
    updateUser(world.deps, { userId: ann.id, changes: { givenName: 'Ann' } }, by(ann)),
    updateUser(world.deps, { userId: ann.id, changes: { familyName: 'Lee' } }, by(ann)),
  ])
  const user = await getUser(world.deps, ann.id)
  assert.deepEqual([user.givenName, user.familyName], ['Ann', 'Lee'])
  const numbers = (await world.events()).map((event) => event.sequence)
  assert.deepEqual(numbers, [1, 2, 3])
})

test('each user’s events are counted from one without a gap, whatever is refused in between', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const bob = await register(world, { username: 'bob' })
  for (let n = 0; n < 20; n++) {
    const user = n % 2 ? ann : bob
    await updateUser(world.deps, { userId: user.id, changes: { name: `Name ${n}` } }, by(user))
    await assert.rejects(
      updateUser(world.deps, { userId: user.id, changes: { username: n % 2 ? 'bob' : 'ann' } }, by(user)),
    )
  }
  for (const user of [ann, bob]) {
    const numbers = (await world.events()).filter((e) => e.subject === user.id).map((e) => e.sequence)
    assert.deepEqual(
      numbers,
      Array.from({ length: 11 }, (_, n) => n + 1),
    )
  }
})

test('blocking shuts the account and its sessions, once; unblocking opens it', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  await signIn(world, ann)
  const block = () => blockUser(world.deps, { userId: ann.id, reason: ' left ' }, byOperator)
  const types = await world.typesOf(async () => {
    await block()
    await block()
  })
  assert.deepEqual(types, ['user.blocked', 'user.session.revoked'])
  const [blocked, revoked] = (await world.events()).slice(-2)
  assert.deepEqual([blocked?.data.reason, revoked?.data.by], ['left', 'block'])
  assert.equal((await getUser(world.deps, ann.id)).statusReason, 'left')
  const opened = await world.typesOf(async () => {
    await unblockUser(world.deps, { userId: ann.id }, byOperator)
    await unblockUser(world.deps, { userId: ann.id }, byOperator)
  })
  assert.deepEqual(opened, ['user.unblocked'])
  assert.equal((await getUser(world.deps, ann.id)).status, 'active')
})

test('an invited user who was blocked is invited again when unblocked', async (t) => {
  const world = await makeDeps(t)
  const ann = await createUser(world.deps, { method: 'operator', username: 'ann' }, byOperator)
  await blockUser(world.deps, { userId: ann.id }, byOperator)
  assert.equal((await unblockUser(world.deps, { userId: ann.id }, byOperator)).status, 'invited')
})

test('a deletion ends the sessions first and the user last, and nothing comes after', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  await signIn(world, ann)
  await signIn(world, ann)
  const before = (await world.events()).length
  await deleteUser(world.deps, { userId: ann.id }, by(ann))
  const events = (await world.events()).slice(before)
  assert.deepEqual(
    events.map((event) => [event.type, event.sequence, event.data.by]),
    [
      ['user.session.revoked', 5, 'deletion'],
      ['user.session.revoked', 6, 'deletion'],
      ['user.deleted', 7, 'user'],
    ],
  )
  assert.equal(Object(events.at(-1)?.data.user).loginsCount, 2, 'the last state of the user')
  for (const table of ['users', 'credentials', 'sessions', 'one_time_tokens', 'mails'])
    assert.deepEqual(await world.rows(table), [], table)
  assert.deepEqual(
    (await world.rows('user_sequences')).map((row) => row.last),
    [7],
    'the numbers outlive the user',
  )
  await assert.rejects(deleteUser(world.deps, { userId: ann.id }, by(ann)), refusal('not_found'))
})

test('a list goes newest first, page by page, and each user stands on one page', async (t) => {
  const world = await makeDeps(t)
  for (let n = 0; n < 7; n++) {
    await register(world, { username: `user${n}` })
    if (n % 3 === 0) world.clock.move(1)
  }
  const seen: (string | null)[] = []
  let cursor: string | undefined
  do {
    const page = await listUsers(world.deps, { limit: 3, cursor })
    seen.push(...page.users.map((user) => user.username))
    cursor = page.next ?? undefined
  } while (cursor)
  assert.deepEqual(
    seen,
    [6, 5, 4, 3, 2, 1, 0].map((n) => `user${n}`),
  )
  await assert.rejects(listUsers(world.deps, { limit: 3, cursor: 'junk' }), refusal('invalid', 'cursor'))
})

test('a search finds how a name or an address begins and takes no sign for a pattern', async (t) => {
  const world = await makeDeps(t)
  await register(world, { username: 'ann', email: 'ann@example.org' })
  await register(world, { username: 'bo_b', email: 'bob@example.org' })
  const found = async (search: string) =>
    (await listUsers(world.deps, { limit: 9, search })).users.map((user) => user.username)
  assert.deepEqual(await found('ANN'), ['ann'])
  assert.deepEqual(await found('bob@'), ['bo_b'])
  assert.deepEqual(await found('bo_'), ['bo_b'])
  for (const inside of ['example.org', 'nn']) assert.deepEqual(await found(inside), [])
  assert.deepEqual(await found('_'), [])
  assert.deepEqual(await found('%'), [])
  assert.deepEqual(await found("' or 1=1 --"), [])
  assert.equal((await countUsers(world.deps)).total, 2)
})
