/**
 * `npm run test:faults`: plays every fault that a delivery must survive, on a real server and real receivers, and
 * prints a table. `-- PATTERN` plays those whose group or name holds it; `-- --postgres PATTERN` plays them on
 * PostgreSQL, and those with several nodes besides. Ends with `N passed, N failed`, and with
 * exit code 1 when anything failed or nothing was played.
 */

import { FAULTS } from '../test/faults/index.ts'
import { playFault } from '../test/faults/play.ts'
import type { Row } from '../test/faults/row.ts'
import { prepareSurroundings } from '../test/faults/surroundings.ts'
import { closingLine, tableOf } from '../test/faults/table.ts'

const args = process.argv.slice(2)
const place = args.includes('--postgres') ? 'PostgreSQL' : 'SQLite'
const pattern = args
  .filter((arg) => arg !== '--postgres')
  .join(' ')
  .toLowerCase()
const chosen = FAULTS.filter(
  ({ group, name, on }) =>
    (on === undefined || on === place) && `${group} ${name}`.toLowerCase().includes(pattern),
)
const cleanUps: (() => void | Promise<void>)[] = []
const rows: Row[] = []
try {
  const surroundings = await prepareSurroundings({ after: (cleanUp) => void cleanUps.push(cleanUp) }, place)
  for (const [index, fault] of chosen.entries()) {
    const played = await playFault(fault, surroundings)
    rows.push(...played)
    for (const { name, faults, seconds } of played)
      process.stderr.write(
        `${index + 1}/${chosen.length} ${name}: ${faults.length === 0 ? 'passed' : `failed (${faults.join('; ')})`} in ${seconds} s\n`,
      )
  }
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
}
console.log(`\n${tableOf(rows)}\n\n${closingLine(rows)}`)
process.exitCode = rows.length > 0 && rows.every(({ faults }) => faults.length === 0) ? 0 : 1
