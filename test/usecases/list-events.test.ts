import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LogFilter, listEvents } from '../../src/usecases/list-events.ts'
import { register } from '../support/accounts.ts'
import { makeDeps } from '../support/deps.ts'
import { numberAll } from '../support/number-all.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

test('the log is narrowed to a stretch of time, both ends included, page by page and with every other filter', async (t) => {
  const world = await makeDeps(t)
  const { deps, clock } = world
  const began = clock.now()
  for (let hour = 0; hour < 12; hour++) {
    for (let one = 0; one < 3; one++) {
      await register(world, { username: `u${hour}x${one}` })
      clock.move(MINUTE)
    }
    clock.move(HOUR - 3 * MINUTE)
  }
  await numberAll(world.database.db)
  const whole = await listEvents(deps, { limit: 1000, order: 'desc' })
  assert.ok(whole.length >= 36)

  /** What a reader of all pages gets. */
  const paged = async (filter: Partial<LogFilter>): Promise<string[]> => {
    const ids: string[] = []
    for (let before: number | undefined; ; ) {
      const page = await listEvents(deps, {
        ...filter,
        ...(before === undefined ? {} : { before }),
        limit: 2,
        order: 'desc',
      })
      ids.push(...page.map(({ id }) => id))
      if (page.length < 2) return ids
      before = page.at(-1)?.position
    }
  }
  const stretches = [
    { fromAt: began + 3 * HOUR },
    { untilAt: began + 3 * HOUR },
    { fromAt: began + 3 * HOUR, untilAt: began + 5 * HOUR + MINUTE },
    { fromAt: began + 3 * HOUR + MINUTE, untilAt: began + 3 * HOUR + MINUTE },
    { fromAt: began + 20 * HOUR },
    { untilAt: began - 1 },
  ]
  const [subject = null] = whole
    .filter(({ at }) => at === began + 3 * HOUR + MINUTE)
    .map((one) => one.subject)
  assert.ok(subject)
  const filters = [
    {},
    { types: ['user.registered'] },
    { types: ['user.registered', 'user.email.verification_requested'] },
    { subject },
  ]
  for (const stretch of stretches)
    for (const filter of filters) {
      const { fromAt = 0, untilAt = Number.MAX_SAFE_INTEGER } = stretch
      const fitting = whole.filter(
        (event) =>
          event.at >= fromAt &&
          event.at <= untilAt &&
          (filter.types?.includes(event.type) ?? true) &&
          (filter.subject === undefined || event.subject === filter.subject),
      )
      const expected = fitting.map(({ id }) => id)
      assert.deepEqual(await paged({ ...filter, ...stretch }), expected, JSON.stringify({ stretch, filter }))
    }
})
