/** Several nodes on PostgreSQL; `npm run test:faults -- --postgres` plays all of it, and for longer. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { connectionsEnded, databaseRestarted, notificationsLost } from '../faults/connections.ts'
import { clockAhead, killedAgainAndAgain, rolesApart } from '../faults/nodes.ts'
import { playFault } from '../faults/play.ts'
import { prepareSurroundings, type Surroundings } from '../faults/surroundings.ts'
import { movedOver, rollingUpgrade } from '../faults/upgrades.ts'
import { suiteScope } from '../support/scope.ts'

const PLAYED = [
  rolesApart,
  killedAgainAndAgain(12),
  clockAhead,
  connectionsEnded,
  notificationsLost,
  databaseRestarted,
  rollingUpgrade,
  movedOver,
]

describe('on several nodes a delivery survives', () => {
  const scope = suiteScope()
  let surroundings: Surroundings
  before(async () => {
    surroundings = await prepareSurroundings(scope, 'PostgreSQL')
  })

  for (const fault of PLAYED) {
    it(fault.name, async () => {
      const rows = await playFault(fault, surroundings)
      assert.deepEqual(
        rows.flatMap(({ faults }) => faults),
        [],
      )
      assert.equal(rows.length, 1)
    })
  }
})
