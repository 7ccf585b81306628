import { join } from 'node:path'
import { prepareDataFolder } from '../config/master-key.ts'
import { lockFile } from '../db/file-lock.ts'
import { StartError } from '../domain/errors.ts'

/**
 * A second server on the same SQLite file would hand out the same work twice. Answers how to free the folder;
 * throws a `StartError` while somebody else has it.
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  prepareDataFolder(folder)
  const lock = await lockFile(join(folder, 'server.lock'))
  if (lock) return lock.release
  throw new StartError(
    `Another Gatepost server is running on the data folder ${folder}; end it, or set GATEPOST_DATA to another folder.`,
  )
}
