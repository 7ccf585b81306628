import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  claimDue,
  findMail,
  keepInMailbox,
  listMails,
  markFailed,
  markSent,
  nextMailDue,
} from '../../src/repositories/mails.ts'
import { register } from '../support/accounts.ts'
import { makeDeps, type TestDeps } from '../support/deps.ts'

const LEASE = 60_000

const claim = (world: TestDeps, limit = 10) =>
  world.deps.transaction((tx) => {
    const now = world.clock.now()
    return claimDue(tx, world.deps.locks, { now, leaseUntil: now + LEASE, limit })
  })

const oneMail = async (world: TestDeps) => {
  await register(world, { email: 'ann@example.org' })
  const [mail] = await claim(world)
  assert.ok(mail)
  return mail
}

test('a due mail is leased to one at a time, and again after its holder died', async (t) => {
  const world = await makeDeps(t)
  for (const name of ['ann', 'bob', 'cho']) await register(world, { email: `${name}@example.org` })
  const parts = await Promise.all([claim(world, 2), claim(world, 2), claim(world, 2)])
  assert.deepEqual(parts.map((part) => part.length).sort(), [0, 1, 2])
  assert.deepEqual(await claim(world), [])
  assert.equal(await nextMailDue(world.deps.reader), world.clock.now() + LEASE)
  world.clock.move(LEASE)
  const again = await claim(world)
  assert.deepEqual(
    again.map((mail) => mail.tries),
    [2, 2, 2],
  )
})

test('a mail that was sent has its secret wiped', async (t) => {
  const world = await makeDeps(t)
  const mail = await oneMail(world)
  assert.ok(mail.sealed)
  const done = await world.deps.transaction((tx) => markSent(tx, mail, world.clock.now()))
  assert.equal(done, true)
  const row = await findMail(world.deps.reader, mail.id)
  assert.deepEqual(
    [row?.state, row?.sealed, row?.sentAt, row?.leaseUntil],
    ['sent', null, world.clock.now(), null],
  )
  world.clock.move(LEASE)
  assert.deepEqual(await claim(world), [])
})

test('a mail in the mailbox keeps its secret, since the page shows the link', async (t) => {
  const world = await makeDeps(t)
  const mail = await oneMail(world)
  await world.deps.transaction((tx) => keepInMailbox(tx, mail, world.clock.now()))
  const [row] = await listMails(world.deps.reader, { states: ['mailbox'], limit: 5 })
  assert.equal(row?.sealed, mail.sealed)
})

test('a failed try waits until it is due again; given up, the secret is wiped', async (t) => {
  const world = await makeDeps(t)
  const mail = await oneMail(world)
  const due = world.clock.now() + 5 * LEASE
  await world.deps.transaction((tx) => markFailed(tx, mail, '450 later', due))
  world.clock.move(LEASE)
  assert.deepEqual(await claim(world), [])
  world.clock.move(4 * LEASE)
  const [again] = await claim(world)
  assert.deepEqual([again?.lastError, again?.sealed], ['450 later', mail.sealed])
  assert.ok(again)
  await world.deps.transaction((tx) => markFailed(tx, again, '550 no such box', null))
  const row = await findMail(world.deps.reader, mail.id)
  assert.deepEqual([row?.state, row?.sealed, row?.lastError], ['failed', null, '550 no such box'])
})

test('whoever lost the lease writes nothing', async (t) => {
  const world = await makeDeps(t)
  const late = await oneMail(world)
  world.clock.move(LEASE)
  const [taken] = await claim(world)
  assert.ok(taken)
  await world.deps.transaction(async (tx) => {
    const now = world.clock.now()
    assert.equal(await markFailed(tx, late, 'too late', null), false)
    assert.equal(await markSent(tx, late, now), false)
    assert.equal(await markSent(tx, taken, now), true)
    assert.equal(await markSent(tx, taken, now), false)
  })
})
