import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createArgon2Hasher } from '../../src/hashing/argon2.ts'
import { checkPassword } from '../../src/usecases/check-password.ts'
import { registerUser } from '../../src/usecases/register-user.ts'
import { PASSWORD, refusal, somebody } from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'

test('a hash is argon2id with the agreed cost and a salt of its own', async () => {
  const hasher = createArgon2Hasher()
  const [one, other] = await Promise.all([hasher.hash(PASSWORD), hasher.hash(PASSWORD)])
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.notEqual(one, other)
  assert.equal(await hasher.verify(one, PASSWORD), true)
  assert.equal(await hasher.verify(one, `${PASSWORD} `), false)
})

test('without a hash nothing is right, not even the password of the decoy', async () => {
  const hasher = createArgon2Hasher()
  assert.equal(await hasher.verify(undefined, PASSWORD), false)
  assert.equal(await hasher.verify(undefined, 'nobody has this password'), false)
})

test('waiting hashes are bounded: beyond that it says when to come back, and the others finish', async () => {
  const hasher = createArgon2Hasher({ concurrency: 1, maxWaiting: 3 })
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => hasher.hash(PASSWORD)))
  const refused = results.filter((result) => result.status === 'rejected')
  assert.ok(refused.length >= 6 && refused.length < 10, `${refused.length} refused`)
  for (const { reason } of refused) {
    refusal('busy')(reason)
    assert.ok(reason.retryAfter >= 1)
  }
  await hasher.hash(PASSWORD)
})

test('people register and sign in with it', async (t) => {
  const world = await makeDeps(t, { hasher: createArgon2Hasher() })
  await registerUser(world.deps, { username: 'ann', password: PASSWORD }, somebody)
  await checkPassword(world.deps, { identifier: 'ann', password: PASSWORD }, somebody)
  await assert.rejects(
    checkPassword(world.deps, { identifier: 'ann', password: 'wrong' }, somebody),
    refusal('bad_credentials'),
  )
  await assert.rejects(
    checkPassword(world.deps, { identifier: 'nobody', password: PASSWORD }, somebody),
    refusal('bad_credentials'),
  )
})

test('a busy server refuses a sign-in without calling it a failure', async (t) => {
  const hasher = createArgon2Hasher({ concurrency: 1, maxWaiting: 0 })
  const world = await makeDeps(t, { hasher })
  const types = await world.typesOf(() =>
    assert.rejects(
      checkPassword(world.deps, { identifier: 'ann', password: PASSWORD }, somebody),
      refusal('busy'),
    ),
  )
  assert.deepEqual(types, [])
})
