import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const require = createRequire(import.meta.url)

/**
 * Holds an exclusive lock on a small file until `release`, or until the process ends however it ends: the
 * operating system frees it, so that a restart after a kill never waits. Resolves to undefined when another
 * process holds it for longer than `waitMs`.
 */
export async function lockFile(path: string, waitMs = 0): Promise<{ release(): Promise<void> } | undefined> {
  const sqlite: typeof import('sqlite3') = require('sqlite3')
  mkdirSync(dirname(path), { recursive: true })
  const db = await new Promise<import('sqlite3').Database>((resolve, reject) => {
    const opened = new sqlite.Database(path, (error) => (error ? reject(error) : resolve(opened)))
  })
  const run = (sql: string) =>
    new Promise<void>((resolve, reject) => db.exec(sql, (error) => (error ? reject(error) : resolve())))
  const close = () => new Promise<void>((resolve) => db.close(() => resolve()))
  try {
    await run(`PRAGMA busy_timeout=${waitMs}; BEGIN EXCLUSIVE;`)
  } catch (error) {
    await close()
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return undefined
    throw error
  }
  return { release: close }
}
