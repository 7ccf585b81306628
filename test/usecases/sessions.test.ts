import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockUser } from '../../src/usecases/block-user.ts'
import { endSessions } from '../../src/usecases/end-sessions.ts'
import { findSessionUser } from '../../src/usecases/find-session-user.ts'
import { listSessions } from '../../src/usecases/list-sessions.ts'
import { signOut } from '../../src/usecases/sign-out.ts'
import { touchSession } from '../../src/usecases/touch-session.ts'
import { by, byOperator, register, signIn, somebody } from '../support/accounts.ts'
import { makeDeps, SESSION_LIVES } from '../support/deps.ts'

const MINUTE = 60_000

test('a session finds its user until it is signed out, which is announced once', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const session = await signIn(world, ann)
  const found = await findSessionUser(world.deps, session.id)
  assert.deepEqual([found?.user.id, found?.session], [ann.id, session])
  const out = () => signOut(world.deps, { sessionId: session.id }, by(ann))
  const types = await world.typesOf(async () => {
    await Promise.all([out(), out(), out()])
    await out()
  })
  assert.deepEqual(types, ['user.logged_out'])
  assert.equal((await world.events()).at(-1)?.data.sessionId, session.id)
  assert.equal(await findSessionUser(world.deps, session.id), undefined)
})

for (const remember of [false, true])
  test(`a ${remember ? 'remembered ' : ''}session ends when it is left alone, and in the end however much it is used`, async (t) => {
    const lives = {
      usual: { idleMs: 5 * MINUTE, longestMs: 12 * MINUTE },
      remembered: { idleMs: 7 * MINUTE, longestMs: 9 * MINUTE },
    }
    const { idleMs, longestMs } = remember ? lives.remembered : lives.usual
    const world = await makeDeps(t, { rules: { sessionLives: lives } })
    const ann = await register(world, { username: 'ann' })
    const begin = () => signIn(world, ann, somebody, remember)
    const idle = await begin()
    world.clock.move(idleMs - 1)
    assert.ok(await findSessionUser(world.deps, idle.id))
    world.clock.move(1)
    assert.equal(await findSessionUser(world.deps, idle.id), undefined)

    const busy = await begin()
    const began = world.clock.now()
    for (;;) {
      world.clock.move(idleMs - 1)
      const found = await findSessionUser(world.deps, busy.id)
      if (!found) break
      await touchSession(world.deps, found.session)
    }
    const lived = world.clock.now() - began
    assert.ok(lived >= longestMs && lived < longestMs + idleMs)
  })

test('a session that has begun already takes on a shorter life at its next use', async (t) => {
  const world = await makeDeps(t)
  const session = await signIn(world, await register(world, { username: 'ann' }))
  world.clock.move(3_600_000)
  const lives = { ...SESSION_LIVES, usual: { idleMs: 60_000, longestMs: 3_660_000 } }
  const deps = { ...world.deps, rules: { ...world.deps.rules, sessionLives: lives } }
  await touchSession(deps, session)
  world.clock.move(59_999)
  assert.ok(await findSessionUser(deps, session.id))
  world.clock.move(1)
  assert.equal(await findSessionUser(deps, session.id), undefined)
})

test('use is noted at most once a minute', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const session = await signIn(world, ann)
  world.clock.move(59_999)
  assert.equal(await world.statementsOf(() => touchSession(world.deps, session)), 0)
  world.clock.move(1)
  await touchSession(world.deps, session)
  const [row] = await listSessions(world.deps, ann.id)
  assert.equal(row?.lastSeenAt, world.clock.now())
  assert.equal(row?.expiresAt, world.clock.now() + SESSION_LIVES.usual.idleMs)
})

test('a person ends one of the own sessions, or all others', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const sessions = []
  for (let n = 0; n < 4; n++) sessions.push(await signIn(world, ann))
  const [here, second, third, fourth] = sessions
  await endSessions(world.deps, { userId: ann.id, sessionId: second?.id }, by(ann))
  const before = (await world.events()).length
  assert.equal(await endSessions(world.deps, { userId: ann.id, except: here?.id }, by(ann)), 2)
  const events = (await world.events()).slice(before)
  assert.deepEqual(
    events.map((event) => [event.type, event.data.sessionId, event.data.by]),
    [
      ['user.session.revoked', third?.id, 'user'],
      ['user.session.revoked', fourth?.id, 'user'],
    ],
  )
  assert.deepEqual(await listSessions(world.deps, ann.id), [here])
})

test("nobody ends another person's session", async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const bob = await register(world, { username: 'bob' })
  const session = await signIn(world, ann)
  const types = await world.typesOf(async () => {
    assert.equal(await endSessions(world.deps, { userId: bob.id, sessionId: session.id }, by(bob)), 0)
  })
  assert.deepEqual(types, [])
  assert.ok(await findSessionUser(world.deps, session.id))
})

test('an operator who ends a session is named as such', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  await signIn(world, ann)
  await endSessions(world.deps, { userId: ann.id }, byOperator)
  const event = (await world.events()).at(-1)
  assert.deepEqual([event?.data.by, event?.context.actor], ['operator', byOperator.actor])
})

test('a blocked user has no session left', async (t) => {
  const world = await makeDeps(t)
  const ann = await register(world, { username: 'ann' })
  const session = await signIn(world, ann)
  await blockUser(world.deps, { userId: ann.id }, byOperator)
  assert.equal(await findSessionUser(world.deps, session.id), undefined)
  assert.deepEqual(await world.rows('sessions'), [])
})
