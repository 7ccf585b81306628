import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { coreBanners, diskBanner, skewBanner } from '../../src/compose/banners.ts'
import { headPosition } from '../../src/repositories/log.ts'
import { register } from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'
import { numberAll } from '../support/number-all.ts'

describe('a banner of the server itself', () => {
  it('tells of a disk that is nearly full, large or small', () => {
    assert.deepEqual(diskBanner(50e9, 1000e9), [])
    assert.deepEqual(diskBanner(1.5e9, 10e9), [], 'a small disk that is not nearly full')
    assert.match(diskBanner(0.8e9, 10e9)[0]?.text ?? '', /has 800 MB left/)
    assert.equal(diskBanner(1.9e9, 1000e9)[0]?.tone, 'bad')
  })

  it('tells how far a clock is off, and to which side', () => {
    assert.deepEqual([skewBanner(0), skewBanner(5000), skewBanner(-5000)], [[], [], []])
    assert.match(skewBanner(90_000)[0]?.text ?? '', /90 s ahead of the database/)
    assert.match(skewBanner(-7000)[0]?.text ?? '', /7 s behind the database/)
  })

  it('tells of a plugin that is a minute or more behind, and by how many events, but of none that runs elsewhere', async (t) => {
    const world = await makeDeps(t)
    const { db } = world.database
    await register(world, { username: 'ann' })
    await register(world, { username: 'bob' })
    await numberAll(db)
    const head = await headPosition(db.reader)
    const moveTo = (position: number) =>
      db
        .writer('subscriber_cursors')
        .insert({ name: 'audit-trail', position, seen_at: 0 })
        .onConflict('name')
        .merge()
    const texts = async (ms: number, subscribers = ['audit-trail']) => {
      const clock = { now: () => world.clock.now() + ms }
      const watched = {
        db,
        clock,
        subscribers,
        dataFolder: '/nowhere',
        production: false,
        smtpConfigured: true,
      }
      return (await coreBanners({ ...watched, wallClock: clock.now })).map(({ text }) => text)
    }
    await moveTo(head - 2)
    assert.deepEqual(await texts(59_000), [])
    assert.deepEqual(await texts(61_000), [
      'audit-trail is 2 events behind. None is lost; it goes on where it stands.',
    ])
    assert.deepEqual(await texts(61_000, ['webhooks']), [])
    await moveTo(head)
    assert.deepEqual(await texts(61_000), [])
  })
})
