/** What use-cases may say of connections: they hand them on to repositories and never query by themselves. */
export type { Read, Tx } from '../db/database.ts'
export type { Dialect as RowLocks } from '../db/dialect.ts'
