import type { Knex } from 'knex'
import type { Dialect } from './dialect.ts'

/**
 * An open transaction. A plain `Knex` does not type-check as one, which forbids the query without `tx` that
 * would wait for itself on SQLite's single writer.
 */
export type Tx = Knex.Transaction

/** Anything a read may run on: a transaction or a reader. */
export type Read = Knex

/** The steps on the way of an event, in the order in which one transaction may take their locks. */
export const STEPS = ['number', 'read', 'record', 'claim'] as const
export type Step = (typeof STEPS)[number]

export interface Database {
  readonly dialect: Dialect
  /** For lists, figures and lookups; read-only on SQLite, where it never waits behind the writer. */
  readonly reader: Knex
  /**
   * Runs `work` in one write transaction: committed when it resolves, rolled back when it throws. Short, database
   * work only: no network call, hashing or rendering inside. BEGIN IMMEDIATE on SQLite.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * The same for a step on the way of an event. Those of one process take turns in the order in which they are asked
   * for, and mostly share a commit: a step may be asked for that builds on one which is not committed yet.
   */
  inTurn<T>(step: Step, work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}
