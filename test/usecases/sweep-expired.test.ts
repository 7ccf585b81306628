import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepInMailbox } from '../../src/repositories/mails.ts'
import { requestPasswordReset } from '../../src/usecases/request-password-reset.ts'
import { sweepExpired } from '../../src/usecases/sweep-expired.ts'
import { register, signIn, somebody } from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'

test('what has expired goes, what lives stays, and nothing is announced', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann', email: 'ann@example.org' })
  await signIn(world, ann)
  await requestPasswordReset(world.deps, { identifier: 'ann' }, somebody)
  assert.equal(await sweepExpired(world.deps), 0)
  world.clock.move(world.deps.rules.sessionLives.usual.idleMs)
  const live = await signIn(world, ann)
  const types = await world.typesOf(async () => {
    assert.equal(await sweepExpired(world.deps), 2, 'a session and a reset link')
    assert.equal(await sweepExpired(world.deps), 0)
  })
  assert.deepEqual(types, [])
  assert.deepEqual(
    (await world.rows('sessions')).map((row) => row.id),
    [live.id],
  )
  assert.deepEqual(
    (await world.rows('one_time_tokens')).map((row) => row.purpose),
    ['verify_email'],
  )
})

test('a slice is at most two thousand rows', async (t) => {
  const world = await makeDeps(t)
  await world.deps.transaction(async (tx) => {
    const row = { purpose: 'verify_email', created_at: 0, expires_at: 1 }
    for (let part = 0; part < 21; part++)
      await tx('one_time_tokens').insert(
        Array.from({ length: 100 }, (_, n) => ({ ...row, hash: `${part}-${n}` })),
      )
  })
  assert.equal(await sweepExpired(world.deps), 2000)
  assert.equal(await sweepExpired(world.deps), 100)
})

test('a mail stays thirty days after it was handed over, and for ever while it waits', async (t) => {
  const world = await makeDeps(t)
  await register(world, { email: 'ann@example.org' })
  await register(world, { email: 'bob@example.org' })
  await world.deps.transaction(async (tx) => {
    const mail = await tx('mails').first('id')
    await tx('mails').where({ id: mail.id }).update({ lease_until: 1 })
    assert.equal(await keepInMailbox(tx, { id: mail.id, leaseUntil: 1 }, world.clock.now()), true)
  })
  world.clock.move(30 * 24 * 3_600_000 + 1)
  await sweepExpired(world.deps)
  assert.deepEqual(
    (await world.rows('mails')).map((row) => row.state),
    ['waiting'],
  )
})
