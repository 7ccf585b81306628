import { setTimeout as pause } from 'node:timers/promises'
import knexPackage, { type Knex } from 'knex'
import type { Database, Tx } from './database.ts'

/** A connection whose transaction cannot be rolled back within this time is closed instead. */
const ROLLBACK_MS = 5000

/** What a dialect of knex is, as far as it matters here. */
interface Dialect {
  acquireConnection(): Promise<Connection>
  releaseConnection(connection: Connection): Promise<void>
  query(connection: Connection, sql: unknown): Promise<{ readonly response?: { readonly command?: string } }>
}

/** The pool closes a connection that carries this mark rather than lend it again. */
interface Connection {
  __knex__disposed?: unknown
}

/** The statement that begins a transaction, as knex is given it. */
interface Begin {
  readonly sql: string
  readonly options?: object
}

/** One connection of the pool and the knex that speaks through it alone. */
interface Session {
  readonly connection: Connection
  readonly knex: Knex
}

/**
 * Write transactions on the connections of `pool`. By itself knex makes a whole instance of itself for each
 * transaction, more than a third of what a short one costs; this makes one for each connection, and for each
 * transaction no more than what tells it from the others. Rejects with what the work threw, or with why it is not committed.
 */
export function createTransactions(pool: Knex, begin: Begin): Database['transaction'] {
  const client: Dialect = pool.client
  const sessions = new WeakMap<Connection, Session>()
  return async (work) => {
    const connection = await client.acquireConnection()
    try {
      const session = sessions.get(connection) ?? openSession(pool, connection)
      sessions.set(connection, session)
      return await runTransaction(session, begin, work)
    } finally {
      await client.releaseConnection(connection)
    }
  }
}

/** What knex tells its listeners; those of the pool hear of transactions as well. */
const TOLD = ['start', 'query', 'query-error', 'query-response'] as const

/** A dialect of the pool's own kind that has one connection, and whose transactions are savepoints. */
function openSession(pool: Knex, connection: Connection): Session {
  const Kind: typeof Knex.Client = pool.client.constructor
  class OneConnection extends Kind {
    readonly transacting = true
    /** Set on what a single transaction adds to it. */
    readonly ended: boolean = false
    override initializePool(): void {}
    override acquireConnection(): Promise<Connection> {
      return Promise.resolve(connection)
    }
    override async releaseConnection(): Promise<void> {}
    override query(on: Connection, sql: unknown) {
      if (this.ended) return Promise.reject(new Error('a statement came after the end of its transaction'))
      return super.query(on, sql)
    }
  }
  const { config, version } = pool.client
  const knex = knexPackage({ ...config, version, client: OneConnection })
  for (const name of TOLD) knex.client.on(name, (...told: unknown[]) => pool.client.emit(name, ...told))
  return { connection, knex }
}

async function runTransaction<T>(
  { connection, knex }: Session,
  begin: Begin,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const session: Dialect = knex.client
  await session.query(connection, { bindings: [], ...begin })
  const { tx, end, committed, failed } = openTx(knex)
  try {
    const result = await work(tx)
    end()
    const { response } = await session.query(connection, 'COMMIT')
    // PostgreSQL answers so where a statement failed and the work went on without it.
    if (response?.command === 'ROLLBACK') throw new Error('a statement of the transaction had failed')
    committed()
    return result
  } catch (error) {
    end()
    await rollBack(session, connection)
    failed(error)
    throw error
  }
}

/** What one transaction adds to its session: statements that come after its end are refused, and whoever asks hears of the end. */
function openTx(knex: Knex): {
  readonly tx: Tx
  end(): void
  committed(): void
  failed(error: unknown): void
} {
  const client = Object.create(knex.client)
  const context = Object.assign(Object.create(Reflect.get(knex, 'context')), { client })
  const tx: Tx = Object.setPrototypeOf(
    (table: string, options: object) => context.queryBuilder().table(table, options),
    knex,
  )
  let committed = () => {}
  let failed = (_error: unknown) => {}
  const executionPromise = new Promise<void>((resolve, reject) => {
    committed = resolve
    failed = reject
  })
  executionPromise.catch(() => {})
  const isCompleted = () => client.ended
  // What knex asks of the transaction around a savepoint: that it is still open, and which savepoint came before.
  const around = { isCompleted, transactor: tx, _lastChild: Promise.resolve() }
  context.transaction = (work: unknown, options: object = {}) =>
    context._transaction(work, { doNotRejectOnRollback: true, ...options }, around)
  Object.assign(tx, { context, isTransaction: true, executionPromise, isCompleted })
  return {
    tx,
    end: () => {
      client.ended = true
    },
    committed: () => committed(),
    failed: (error) => failed(error),
  }
}

/** Leaves the connection without a transaction, or marks it for closing. */
async function rollBack(session: Dialect, connection: Connection): Promise<void> {
  const late = pause(ROLLBACK_MS, 'late', { ref: false })
  try {
    const rolledBack = session.query(connection, 'ROLLBACK')
    if ((await Promise.race([rolledBack, late])) === 'late') throw new Error('no answer to ROLLBACK')
  } catch (error) {
    // After some faults SQLite has rolled back by itself, and says so here; a new connection costs little.
    connection.__knex__disposed ??= error
  }
}
