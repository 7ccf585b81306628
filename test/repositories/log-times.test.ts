import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newestEventBefore } from '../../src/repositories/log-times.ts'
import { insertEvents } from '../../src/repositories/new-events.ts'
import { makeDeps } from '../support/deps.ts'
import { numberAll } from '../support/number-all.ts'

const MINUTE = 60_000

test('the place of a time is found in a log of any length, ten minutes early at most', async (t) => {
  const { database } = await makeDeps(t)
  const { db } = database
  const row = (n: number) => ({
    id: `evt_${n}`,
    type: 'ping',
    subject: 'usr_one',
    target: null,
    counted: null,
    sequence: null,
    at: n * MINUTE,
    data: '{}',
    context: '{"actor":{"type":"system"}}',
  })
  let made = 0
  for (const length of [1, 2, 31, 32, 33, 64, 1100]) {
    const from = made
    await db.transaction((tx) =>
      insertEvents(
        tx,
        db.dialect,
        Array.from({ length: length - from }, (_, n) => row(from + n + 1)),
      ),
    )
    made = length
    await numberAll(db)
    for (const at of [0, 1, 10, 11, 12, 13, 42, 43, 44, 75, 76, 500, 1098, 1109, 1110, 1111, 5000]) {
      const older = Math.max(0, Math.min(length, at - 11))
      assert.equal(await newestEventBefore(db.reader, at * MINUTE), older, `${at} of ${length}`)
    }
  }
})
