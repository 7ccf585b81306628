import { randomBytes } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../domain/errors.ts'

/** Makes the data folder. Throws a `StartError` in one sentence when nobody can write there. */
export function prepareDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
  } catch {
    throw new StartError(
      `The data folder ${folder} is not writable; give this user write access, or set GATEPOST_DATA.`,
    )
  }
}

/**
 * The key file in the data folder (32 bytes as base64, mode 0600), made when there is none. It appears whole or
 * not at all, so that two processes starting at once end up with the same key.
 */
export function loadKeyFile(folder: string): Buffer {
  const path = join(folder, 'master.key')
  if (!existsSync(path)) {
    const draft = join(folder, `.master.key.${process.pid}`)
    writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true })
    try {
      linkSync(draft, path)
    } catch (error) {
      if (!existsSync(path)) throw error
    } finally {
      rmSync(draft)
    }
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length !== 32)
    throw new StartError(
      `The key file ${path} is damaged; restore it from a backup, since secrets in the database open with it alone.`,
    )
  return key
}
