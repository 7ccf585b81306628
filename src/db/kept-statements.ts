import type { Database, Statement } from 'sqlite3'

type Answered = (this: unknown, error: Error | null, rows?: unknown[]) => void
type Ask = (sql: string, values: unknown[], answered: Answered) => unknown

interface Kept {
  readonly statement: Statement
  /** Whoever waits for an answer: a statement that cannot be prepared tells none of them by itself. */
  readonly waiting: Set<Answered>
}

/** What these begin with is asked again and again; what changes the schema is not, and a savepoint of knex has a name of its own. */
const KEPT = /^\s*(?:select|insert|update|delete|with|begin|commit|savepoint member\w*|release members)\b/i
/** Statements kept for one connection, those used last: more than a busy server has. */
const MOST = 300

/**
 * Makes a connection keep its prepared statements. By itself the driver prepares each one anew, as a piece of work of
 * its own on another thread, and throws it away once it is answered: more than half the time of a short statement.
 */
export function keepStatements(connection: Database): void {
  const kept = new Map<string, Kept>()
  const prepare = (sql: string): Kept => {
    const waiting = new Set<Answered>()
    const statement = connection.prepare(sql, (error: Error | null) => {
      if (!error) return
      if (kept.get(sql)?.statement === statement) kept.delete(sql)
      for (const answered of waiting) answered.call(statement, error)
    })
    return { statement, waiting }
  }
  const forget = (sql: string, { statement }: Kept) => {
    if (kept.get(sql)?.statement === statement) kept.delete(sql)
    statement.finalize()
  }
  const find = (sql: string): Kept => {
    const found = kept.get(sql) ?? prepare(sql)
    kept.delete(sql)
    kept.set(sql, found)
    if (kept.size > MOST) for (const [oldest, one] of [...kept].slice(0, 1)) forget(oldest, one)
    return found
  }
  const keeping = (call: 'all' | 'run', once: Ask): Ask => {
    return (sql, values, answered) => {
      if (!KEPT.test(sql)) return once(sql, values, answered)
      const found = find(sql)
      const told: Answered = function (this: unknown, error, rows) {
        found.waiting.delete(told)
        // One that has failed may hold on to what it had locked.
        if (error) forget(sql, found)
        const { lastID, changes } = this as { lastID?: number; changes?: number }
        answered.call({ lastID, changes }, error, rows)
      }
      found.waiting.add(told)
      found.statement[call](values ?? [], told)
      return connection
    }
  }
  const close = connection.close.bind(connection)
  Object.assign(connection, {
    all: keeping('all', connection.all.bind(connection) as Ask),
    run: keeping('run', connection.run.bind(connection) as Ask),
    close(closed: (error: Error | null) => void) {
      for (const [sql, one] of [...kept]) forget(sql, one)
      close(closed)
    },
  })
}
