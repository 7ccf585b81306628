// @ts-check
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sqlite3 from 'sqlite3'
import { StartFault } from './settings.js'

/**
 * @typedef {string | number | null} Value
 * @typedef {object} Tx the open transaction; use it inside the work and nowhere else
 * @property {(sql: string, ...values: Value[]) => Promise<number>} run answers how many rows changed
 * @property {<Row>(sql: string, ...values: Value[]) => Promise<Row | undefined>} get
 * @property {<Row>(sql: string, ...values: Value[]) => Promise<Row[]>} all
 *
 * @typedef {object} Db
 * @property {<T>(work: (tx: Tx) => Promise<T>) => Promise<T>} transaction all of the work, or none of it
 * @property {() => Promise<void>} close waits for the work that has begun
 */

/**
 * Opens `oa.sqlite` in the folder, which is made if it is missing.
 *
 * @param {string} folder
 * @param {string} schema statements that may run at every start
 * @returns {Promise<Db>}
 * @throws {StartFault} when the folder or the file cannot be used
 */
export async function openDatabase(folder, schema) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const connection = await connect(join(folder, 'oa.sqlite'))
    const tx = wrap(connection)
    await tx.get('PRAGMA busy_timeout = 5000')
    await tx.get('PRAGMA journal_mode = WAL')
    // FULL: a 200 tells the sender to forget the event, so it must be on the disk by then.
    await tx.run('PRAGMA synchronous = FULL')
    await new Promise((done, fail) => {
      connection.exec(schema, (error) => (error ? fail(error) : done(undefined)))
    })
    return inTurns(connection, tx)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StartFault(`OA_DATA: the database in ${folder} cannot be opened (${reason}).`, { cause })
  }
}

/**
 * There is one connection and a transaction belongs to the connection, so two requests that ran at once
 * would write into each other's transaction. Every piece of work, reading too, therefore waits for its turn.
 *
 * @param {sqlite3.Database} connection
 * @param {Tx} tx
 * @returns {Db}
 */
function inTurns(connection, tx) {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve()
  return {
    transaction(work) {
      const turn = last.then(async () => {
        await tx.run('BEGIN IMMEDIATE')
        try {
          const result = await work(tx)
          await tx.run('COMMIT')
          return result
        } catch (error) {
          // SQLite may have rolled back by itself (a full disk); the first error is the one that matters.
          await tx.run('ROLLBACK').catch(() => undefined)
          throw error
        }
      })
      last = turn.catch(() => undefined)
      return turn
    },
    async close() {
      await last
      await new Promise((done, fail) => {
        connection.close((error) => (error ? fail(error) : done(undefined)))
      })
    },
  }
}

/** @param {string} file @returns {Promise<sqlite3.Database>} */
function connect(file) {
  return new Promise((done, fail) => {
    const connection = new sqlite3.Database(file, (error) => (error ? fail(error) : done(connection)))
  })
}

/** sqlite3 speaks in callbacks; this is the same in promises. @param {sqlite3.Database} connection @returns {Tx} */
function wrap(connection) {
  return {
    run: (sql, ...values) =>
      new Promise((done, fail) => {
        connection.run(sql, values, function (error) {
          error ? fail(error) : done(this.changes)
        })
      }),
    get: (sql, ...values) =>
      new Promise((done, fail) => {
        connection.get(sql, values, (/** @type {Error | null} */ error, /** @type {any} */ row) => {
          error ? fail(error) : done(row)
        })
      }),
    all: (sql, ...values) =>
      new Promise((done, fail) => {
        connection.all(sql, values, (/** @type {Error | null} */ error, /** @type {any[]} */ rows) => {
          error ? fail(error) : done(rows)
        })
      }),
  }
}
