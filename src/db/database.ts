import type { Knex } from 'knex'
import type { Dialect } from './dialect.ts'

/**
 * An open transaction. A plain `Knex` does not type-check as one, which forbids the query without `tx` that
 * would wait for itself on SQLite's single writer.
 */
export type Tx = Knex.Transaction

/** Anything a read may run on: a transaction or a reader. */
export type Read = Knex

export interface Database {
  readonly dialect: Dialect
  /** For lists, figures and lookups; read-only on SQLite, where it never waits behind the writer. */
  readonly reader: Knex
  /**
   * Runs `work` in one write transaction: committed when it resolves, rolled back when it throws. Short, database
   * work only: no network call, hashing or rendering inside. BEGIN IMMEDIATE on SQLite.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}
