// One PostgreSQL from npm for a whole run of the tests.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * Starts it; throws when it ends before it is ready.
 *
 * @param {string} root of the repository
 * @returns {Promise<{ url: string, stop(): Promise<void> }>} the address of its maintenance database
 */
export async function startCluster(root) {
  const args = [
    '--conditions=source',
    '--import',
    'tsx',
    'test/support/postgres-process.ts',
    '--no-autovacuum',
  ]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^postgres (\d+)$/.exec(line)?.[1]
    if (port === undefined) continue
    return {
      url: `postgres://gatepost:gatepost@127.0.0.1:${port}/postgres`,
      async stop() {
        const gone = once(child, 'exit')
        child.stdin.end()
        await gone
      },
    }
  }
  throw new Error('PostgreSQL did not start')
}
