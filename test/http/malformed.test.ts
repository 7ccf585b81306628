import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { programOf, runNode } from '../support/child.ts'
import type { MalformedReport } from './malformed-process.ts'

const SEED = 20261123
const CASES = 10_000
/** Many times what they take. */
const LONGEST_MS = 600_000

describe('ten thousand malformed requests to all routes', () => {
  it('are all answered, none by a fault of the server, and none shows what is inside', async (t) => {
    t.diagnostic(`seed ${SEED}`)
    const program = programOf('test/http/malformed-process.ts')
    const { code, output } = await runNode([...program, `${SEED}`, `${CASES}`], {}, { timeoutMs: LONGEST_MS })
    assert.equal(code, 0, output)
    const report: MalformedReport = JSON.parse(/^report (.*)$/m.exec(output)?.[1] ?? '{}')
    assert.deepEqual([...report.bad, ...report.faults], [], `${report.badCount} of ${CASES}`)
    assert.deepEqual(report.noProblem, [])
    assert.deepEqual(report.untouched, [])
    assert.ok(report.signedIn > 0)
    assert.ok(
      report.turnedAway < report.signedIn / 5,
      `${report.turnedAway} of ${report.signedIn} lacked a token`,
    )
    t.diagnostic(report.tally)
  })
})
