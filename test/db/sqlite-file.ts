import { join } from 'node:path'
import { type OpenDatabase, openDatabase } from '../../src/db/connect.ts'
import { makeFolder, removeFolder } from '../support/temp.ts'

export interface SqliteFile {
  readonly db: OpenDatabase
  close(): Promise<void>
}

/** An empty SQLite database of its own, whatever the suites run on. */
export function openSqliteFile(): SqliteFile {
  const folder = makeFolder()
  const db = openDatabase({ file: join(folder, 'rows.sqlite') })
  return { db, close: () => db.close().then(() => removeFolder(folder)) }
}
