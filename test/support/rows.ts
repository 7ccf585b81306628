import sqlite3 from 'sqlite3'
import { onPostgres } from './postgres.ts'

/**
 * Rows of a SQLite file, or of the PostgreSQL database at an address, read beside (or without) the server that owns
 * it. Throws when the statement is wrong.
 */
export function readRows(place: string, sql: string): Promise<Record<string, unknown>[]> {
  return isAddress(place) ? onPostgres(place, sql) : readFile(place, sql)
}

export const isAddress = (place: string): boolean => place.startsWith('postgres://')

/** SQL of a text inside a column of JSON, by its path. */
export function jsonText(place: string, column: string, ...path: readonly string[]): string {
  return isAddress(place)
    ? `(${column}::json #>> '{${path.join(',')}}')`
    : `json_extract(${column}, '$.${path.join('.')}')`
}

function readFile(file: string, sql: string): Promise<Record<string, unknown>[]> {
  return new Promise((resolve, reject) => {
    const db = new sqlite3.Database(file, sqlite3.OPEN_READWRITE, (failed) => {
      if (failed) return reject(failed)
      db.all(sql, (error, rows: Record<string, unknown>[]) => {
        db.close(() => (error ? reject(error) : resolve(rows)))
      })
    })
  })
}
