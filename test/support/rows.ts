import sqlite3 from 'sqlite3'

/** Rows of a SQLite file, read beside (or without) the server that owns it. Throws when the statement is wrong. */
export function readRows(file: string, sql: string): Promise<Record<string, unknown>[]> {
  return new Promise((resolve, reject) => {
    const db = new sqlite3.Database(file, sqlite3.OPEN_READWRITE, (failed) => {
      if (failed) return reject(failed)
      db.all(sql, (error, rows: Record<string, unknown>[]) => {
        db.close(() => (error ? reject(error) : resolve(rows)))
      })
    })
  })
}
