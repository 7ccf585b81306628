interface Connection {
  query(statement: unknown, answered?: (error: Error | null, result: unknown) => void): unknown
}

interface Statement {
  readonly text: string
  readonly values?: readonly unknown[]
  readonly name?: string
}

/** Statements that one connection keeps; the server has no way to say which of them was used last. */
const MOST = 200
/** The columns that a star stands for may become more while a node of the next version migrates: its plan then fails. */
const STAR = /(?:^|[\s,.])\*/

/**
 * Makes a connection of pg keep its statements: PostgreSQL then parses and plans each one a few times instead of each
 * time, which for ours costs as much as a short statement itself. Not behind a pooler, where sessions are shared.
 */
export function nameStatements(connection: Connection): void {
  const names = new Map<string, string>()
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MOST || STAR.test(text)) return known
    const name = `gatepost_${names.size + 1}`
    names.set(text, name)
    return name
  }
  const send = connection.query.bind(connection)
  connection.query = (statement, answered) => {
    if (!isParametrized(statement)) return send(statement, answered)
    const name = nameOf(statement.text)
    return send(name === undefined ? statement : { ...statement, name }, answered)
  }
}

/** Without values it is sent as it is, in one message, and may be several statements. */
const isParametrized = (statement: unknown): statement is Statement =>
  typeof statement === 'object' &&
  statement !== null &&
  'text' in statement &&
  'values' in statement &&
  Array.isArray(statement.values) &&
  statement.values.length > 0
