/**
 * `npm run test:postgres [PATTERN]`: the suites that need a database, on a real PostgreSQL that comes from npm. Ends
 * with the closing line `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const pattern = process.argv[2]
const run = fileURLToPath(new URL('test.mjs', import.meta.url))
const args = [run, '--postgres', ...(pattern === undefined ? [] : ['--only', pattern])]
process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1
