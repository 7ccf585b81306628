type Answered = (error: Error | null, result: unknown) => void

interface Connection {
  query(statement: unknown, answered?: Answered): unknown
}

/**
 * A connection of pg that is handed its next statement when the one before is answered. Statements of one
 * transaction may be sent side by side (see lib/together.ts); pg would queue them itself, but says on standard error
 * that it will not for ever.
 */
export function oneAtATime(connection: Connection): void {
  const send = connection.query.bind(connection)
  const waiting: { readonly statement: unknown; readonly answered: Answered }[] = []
  let busy = false
  const next = () => {
    const first = waiting.shift()
    busy = first !== undefined
    if (!first) return
    send(first.statement, (error, result) => {
      next()
      first.answered(error, result)
    })
  }
  connection.query = (statement, answered) => {
    // A promise, a stream or a cursor: its own caller waits for it.
    if (!answered) return send(statement)
    waiting.push({ statement, answered })
    if (!busy) next()
    return undefined
  }
}
