/** A part of the fault suite that every run of the tests plays; `npm run test:faults` plays all of it. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { PLACE } from '../support/database.ts'
import { suiteScope } from '../support/scope.ts'
import { killedWithHundreds, walk } from './crash.ts'
import { oneHangs } from './fairness.ts'
import type { Fault } from './fault.ts'
import { byChance, echoing, refusedChanges, twoSecrets } from './meaning.ts'
import { fourDays } from './outages.ts'
import { playFault } from './play.ts'
import { misbehaving } from './receivers.ts'
import { migrated, pluginAway, twoServers } from './storage.ts'
import { prepareSurroundings, type Surroundings } from './surroundings.ts'

const PLAYED: readonly Fault[] = [
  walk,
  killedWithHundreds,
  twoServers,
  migrated,
  pluginAway,
  misbehaving,
  fourDays,
  oneHangs({ healthy: 40, waiting: 5000, turns: 1, stretchMs: 3000, timeoutMs: 3000, timed: false }),
  twoSecrets,
  refusedChanges,
  echoing,
  byChance(60),
]

describe('a delivery survives', () => {
  const scope = suiteScope()
  let surroundings: Surroundings
  before(async () => {
    surroundings = await prepareSurroundings(scope, PLACE)
  })

  for (const fault of PLAYED.filter(({ on = PLACE }) => on === PLACE)) {
    it(fault.name, async () => {
      const rows = await playFault(fault, surroundings)
      assert.ok(rows.length > 0)
      assert.deepEqual(
        rows.flatMap(({ name, faults }) => faults.map((words) => `${name}: ${words}`)),
        [],
      )
    })
  }
})
