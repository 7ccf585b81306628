import { createRequire } from 'node:module'
import type { StatementNames } from './named-statements.ts'

type Answered = (error: Error | null, result: unknown) => void

interface Statement {
  readonly text: string
  readonly values?: readonly unknown[] | undefined
  readonly posted?: boolean
}

/** A connection of pg. */
export interface Connection {
  query(statement: unknown, answered?: Answered): unknown
}

/** The same one layer below: messages of the extended query protocol. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void }
  /** The names of the statements that the server keeps, and their words. */
  readonly parsedStatements: Record<string, string>
  parse(statement: { text: string; name: string | undefined }): void
  bind(values: { statement: string | undefined; values: readonly unknown[] }): void
  describe(portal: { type: 'P' }): void
  execute(portal: object): void
  sync(): void
}

interface Fields {
  readonly fields: readonly unknown[]
}

/** What pg makes of the answer to a statement. */
declare class PgResult {
  constructor(rowMode: undefined, types: unknown)
  addFields(fields: readonly unknown[]): void
  parseRow(fields: readonly unknown[]): object
  addRow(row: object): void
  addCommandComplete(message: unknown): void
}

interface Driver {
  readonly Result: typeof PgResult
  readonly types: unknown
  prepareValue(value: unknown): unknown
}

const require = createRequire(import.meta.url)
/** Loaded where there is a connection of it: most installations have none. */
const loadDriver = (): Driver => ({ ...require('pg'), ...require('pg/lib/utils') })

/** What is said of a statement that has not been sent yet. */
const nothing = () => ({ command: 'POSTED', rowCount: 0, rows: [] })

interface Waiting {
  readonly statement: Statement
  /** Undefined for what was posted: nobody waits for it. */
  readonly answered: Answered | undefined
}

/**
 * Makes a connection of pg send in one message what was asked for side by side (see lib/together.ts), and what was
 * posted before it. Each message costs a turn of the event loop here and the wakening of a process there, which is most
 * of what a short statement costs. The next message goes when the one before is answered.
 */
export function sendInTrips(connection: Connection, names: StatementNames): void {
  const driver = loadDriver()
  const send = connection.query.bind(connection)
  let waiting: Waiting[] = []
  /** Whether a message is under way, or about to be. */
  let busy = false
  const next = () => {
    busy = waiting.some(({ answered }) => answered)
    if (!busy) return
    const [first, ...others] = waiting
    waiting = []
    if (first?.answered && others.length === 0 && !hasValues(first.statement))
      // It is sent as it is, and may be several statements.
      send(first.statement, (error, result) => {
        next()
        first.answered?.(error, result)
      })
    else if (first) send(new Trip([first, ...others], driver, names, next))
  }
  connection.query = (asked, answered) => {
    const statement = typeof asked === 'string' ? { text: asked } : asked
    if (!answered || !isStatement(statement)) {
      // A stream or a cursor: its own caller waits for it.
      if (waiting.length > 0) throw new Error('something was asked for before it')
      return send(asked, answered)
    }
    let values: readonly unknown[] | undefined
    try {
      values = statement.values?.map((value) => driver.prepareValue(value))
    } catch (error) {
      return answered(error as Error, undefined)
    }
    if (statement.posted) {
      waiting.push({ statement: { ...statement, values }, answered: undefined })
      return answered(null, nothing())
    }
    if (statement.text === 'ROLLBACK') {
      const undone = waiting
      waiting = waiting.filter(isBegin)
      for (const one of undone) one.answered?.(new Error('its transaction was rolled back'), undefined)
    }
    if (isEnd(statement) && waiting.length === 1 && waiting.every(isBegin)) {
      // The server has not heard of the transaction.
      waiting = []
      return answered(null, nothing())
    }
    waiting.push({ statement: { ...statement, values }, answered })
    // Not before what is asked for beside it has come as well.
    if (!busy) process.nextTick(next)
    busy = true
    return undefined
  }
}

/** One statement of a message. */
interface Item extends Waiting {
  /** Undefined where the server does not keep it. */
  readonly name: string | undefined
  readonly result: PgResult
}

/** Statements that go out as one message, for pg to submit and to hand the answers to. One that fails ends them all. */
class Trip {
  readonly #items: readonly Item[]
  readonly #names: StatementNames
  readonly #over: () => void
  /** Those that the server is to parse and keep; where something fails nobody knows whether it did. */
  #parsed: { readonly name: string; readonly text: string }[] = []
  /** How many have been answered. */
  #done = 0

  constructor(waiting: readonly Waiting[], driver: Driver, names: StatementNames, over: () => void) {
    this.#names = names
    this.#over = over
    this.#items = waiting.map((one) => ({
      ...one,
      name: isKept(one) ? names.of(one.statement.text) : undefined,
      result: new driver.Result(undefined, driver.types),
    }))
  }

  submit(wire: Wire): null {
    wire.stream.cork()
    try {
      for (const { statement, name, answered } of this.#items) {
        if (this.#isNew(statement.text, name, wire)) wire.parse({ text: statement.text, name })
        wire.bind({ statement: name, values: statement.values ?? [] })
        if (answered) wire.describe({ type: 'P' })
        wire.execute({})
      }
      wire.sync()
    } finally {
      wire.stream.uncork()
    }
    return null
  }

  handleRowDescription({ fields }: Fields): void {
    this.#items[this.#done]?.result.addFields(fields)
  }

  handleDataRow({ fields }: Fields): void {
    const item = this.#items[this.#done]
    if (item?.answered) item.result.addRow(item.result.parseRow(fields))
  }

  handleCommandComplete(message: unknown): void {
    this.#items[this.#done]?.result.addCommandComplete(message)
    this.#done += 1
  }

  handleEmptyQuery(): void {
    this.#done += 1
  }

  handleReadyForQuery(): void {
    this.#over()
    for (const { answered, result } of this.#items) answered?.(null, result)
  }

  handleError(error: Error, wire: Wire): void {
    for (const { name, text } of this.#parsed) {
      this.#names.forget(text)
      delete wire.parsedStatements[name]
    }
    // What has no commit of its own may still fail when everything has been answered.
    const last = this.#items.length - 1
    const committed = this.#items.some(({ statement }) => isEnd(statement))
    const done = committed ? this.#done : Math.min(this.#done, last)
    const [failed, ...others] = this.#items.slice(done)
    if (failed && !failed.answered) error.message += ` (${failed.statement.text})`
    this.#over()
    for (const { answered, result } of this.#items.slice(0, done)) answered?.(null, result)
    failed?.answered?.(error, undefined)
    // Whoever is told of it may write into it.
    for (const { answered } of others) answered?.(Object.assign(new Error(error.message), error), undefined)
  }

  /** Whether the server has to parse it. */
  #isNew(text: string, name: string | undefined, { parsedStatements }: Wire): boolean {
    if (name === undefined) return true
    if (parsedStatements[name] !== undefined) return false
    parsedStatements[name] = text
    this.#parsed.push({ name, text })
    return true
  }
}

const isStatement = (asked: unknown): asked is Statement =>
  typeof asked === 'object' && asked !== null && 'text' in asked && !('submit' in asked)

const hasValues = ({ values }: Statement): boolean => values !== undefined && values.length > 0
const isEnd = ({ text }: Statement): boolean => text === 'COMMIT' || text === 'ROLLBACK'
const isBegin = ({ statement }: Waiting): boolean => statement.text === 'BEGIN'
/** What comes again in the same words. */
const isKept = ({ statement, answered }: Waiting): boolean =>
  !answered || hasValues(statement) || isEnd(statement)
