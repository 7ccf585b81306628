import type { Database, Read } from '#gatepost'

/**
 * Runs several reads that see the database at one and the same moment, on a reader: on SQLite the writer goes on
 * undisturbed, on PostgreSQL nothing is locked.
 */
export function atOneMoment<T>(db: Database, reads: (read: Read) => Promise<T>): Promise<T> {
  return db.reader.transaction(async (tx) => reads(tx), db.dialect.snapshot)
}
