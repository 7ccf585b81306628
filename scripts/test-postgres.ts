/**
 * `npm run test:postgres [PATTERN]`: the suites that need a database, once more on a real PostgreSQL that comes from
 * npm. Ends with the closing line `N passed, N failed`.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startCluster } from '../test/support/postgres.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const cluster = await startCluster()
try {
  process.exitCode = await runTests(cluster.url)
} finally {
  await cluster.close()
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
