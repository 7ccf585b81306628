import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seedUsers } from '../../scripts/figures/seed-users.ts'
import { newestUsers, type UserFilter } from '../../src/repositories/user-list.ts'
import { prefixMatches } from '../../src/repositories/user-search.ts'
import { blockUser } from '../../src/usecases/block-user.ts'
import { createUser } from '../../src/usecases/create-user.ts'
import { listUsers } from '../../src/usecases/list-users.ts'
import { byKey, refusal, register } from '../support/accounts.ts'
import { PLACE } from '../support/database.ts'
import { makeDeps } from '../support/deps.ts'
import { onlyByIndex, planOf } from '../support/query-plan.ts'

const before = { createdAt: 1, id: 'usr_1' }
const LISTS: readonly [string, UserFilter, string][] = [
  ['all users', {}, 'users_created'],
  ['users of one time', { createdFrom: 1, createdBefore: 2 }, 'users_created'],
  ['users of one status', { status: 'blocked' }, 'users_status'],
  ['users without a second factor', { mfaEnabled: false }, 'users_mfa'],
  // Of an empty table the shorter index is as good.
  [
    'users of one status with a second factor',
    { status: 'active', mfaEnabled: true },
    'users_status(?:_mfa)?',
  ],
]
for (const [name, filter, index] of LISTS)
  test(`a page of ${name} is read from ${index}, the first and those after it`, async (t) => {
    const world = await makeDeps(t)
    const read = world.deps.reader
    onlyByIndex(await planOf(world, newestUsers(read, filter, { limit: 51 })), index)
    onlyByIndex(await planOf(world, newestUsers(read, filter, { before, limit: 51 })), index)
  })

for (const column of ['username_key', 'email', 'name_key', 'external_id'] as const)
  test(`a search by ${column} is read and sifted from its index alone, the first page and those after it`, async (t) => {
    const world = await makeDeps(t)
    const { reader, locks } = world.deps
    for (const after of [undefined, { key: 'ann', id: 'usr_1' }]) {
      const plan = await planOf(
        world,
        prefixMatches(reader, locks, column, { prefix: 'a', after, limit: 51 }),
      )
      onlyByIndex(plan, `users_sifted_${column}`)
      assert.match(plan, /USING COVERING INDEX|Index Only Scan/)
      // The entries of the pages before are not walked through.
      const bound = { SQLite: `(${column},id)>(?,?)`, PostgreSQL: `ROW(${column}, id) > ROW(` }[PLACE]
      assert.equal(plan.includes(bound), after !== undefined, plan)
    }
  })

test('a search finds each user once, however many columns match and however small the pages are', async (t) => {
  const world = await makeDeps(t)
  const { deps } = world
  const wanted = new Set<string>()
  for (let n = 0; n < 12; n++) {
    const user = await createUser(
      deps,
      {
        method: 'api',
        username: n % 2 === 0 ? `anna${n}` : `bert${n}`,
        email: n % 3 === 0 ? `anna${11 - n}@example.org` : `bert${n}@example.org`,
        name: n % 4 === 0 ? `ANNA Élan ${n}` : 'Bert',
        externalId: n % 5 === 0 ? `anna-${n}` : `E-${n}`,
      },
      byKey,
    )
    if ([2, 3, 4, 5].some((every) => n % every === 0)) wanted.add(user.id)
  }
  for (const limit of [1, 2, 5, 50]) {
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await listUsers(deps, { search: 'anna', limit, cursor })
      assert.ok(page.users.length <= limit)
      found.push(...page.users.map(({ id }) => id))
      cursor = page.next ?? undefined
    } while (cursor)
    assert.equal(found.length, new Set(found).size, `pages of ${limit}`)
    assert.deepEqual(new Set(found), wanted, `pages of ${limit}`)
  }
})

test('a search is sifted by the filters, and its cursor is not that of the list', async (t) => {
  const world = await makeDeps(t)
  const { deps } = world
  const ann = await register(world, { username: 'ann' })
  world.clock.move(1000)
  const anna = await register(world, { username: 'anna' })
  await blockUser(deps, { userId: anna.id }, byKey)
  const found = async (filter: UserFilter) =>
    (await listUsers(deps, { search: 'ann', limit: 9, ...filter })).users.map((user) => user.username)
  assert.deepEqual(await found({}), ['ann', 'anna'])
  assert.deepEqual(await found({ status: 'blocked' }), ['anna'])
  assert.deepEqual(await found({ mfaEnabled: true }), [])
  assert.deepEqual(await found({ createdBefore: anna.createdAt }), ['ann'])
  assert.deepEqual(await found({ createdFrom: anna.createdAt }), ['anna'])
  assert.deepEqual((await listUsers(deps, { search: ann.id, limit: 9 })).users.length, 1)
  const { next } = await listUsers(deps, { limit: 1 })
  assert.ok(next)
  await assert.rejects(
    listUsers(deps, { search: 'ann', limit: 1, cursor: next }),
    refusal('invalid', 'cursor'),
  )
})

test('a page of a search is full wherever more users fit the filter', async (t) => {
  const world = await makeDeps(t)
  await seedUsers(world.database.db, 3000)
  await world.database.db
    .writer('users')
    .where('created_at', '>', 1_700_000_002_990)
    .update({ status: 'deleting' })
  // Those who fit come last, behind nearly three thousand who match and do not fit.
  const walk = async (filter: UserFilter, limit: number) => {
    const sizes: number[] = []
    const found = new Set<string>()
    let cursor: string | undefined
    do {
      const page = await listUsers(world.deps, { search: 'user', limit, cursor, ...filter })
      sizes.push(page.users.length)
      for (const { id } of page.users) found.add(id)
      cursor = page.next ?? undefined
    } while (cursor)
    assert.ok(
      sizes.slice(0, -1).every((size) => size === limit),
      String(sizes),
    )
    return found.size
  }
  assert.equal(await walk({ status: 'deleting' }, 4), 10)
  assert.equal(await walk({ status: 'blocked' }, 50), 59)
  assert.equal(await walk({ mfaEnabled: true }, 50), 300)
  assert.equal(await walk({ status: 'active', mfaEnabled: false }, 200), 2691)
})
