/** Statements that one connection keeps; the server has no way to say which of them was used last. */
const MOST = 200
/** The columns that a star stands for may become more while a node of the next version migrates: its plan then fails. */
const STAR = /(?:^|[\s,.])\*/

/**
 * The names under which a connection of pg keeps its statements: PostgreSQL then parses and plans each one a few times
 * instead of each time, which for ours costs as much as a short statement itself.
 */
export interface StatementNames {
  /** Undefined where it is not kept: parsed anew each time, and forgotten. */
  of(text: string): string | undefined
  /** Nobody knows whether the server has it under that name. It gets another one. */
  forget(text: string): void
}

export function statementNames(): StatementNames {
  const names = new Map<string, string>()
  let given = 0
  return {
    of(text) {
      const known = names.get(text)
      if (known !== undefined || given >= MOST || STAR.test(text)) return known
      given += 1
      const name = `gatepost_${given}`
      names.set(text, name)
      return name
    },
    forget: (text) => names.delete(text),
  }
}

/** Behind a pooler, where sessions are shared. */
export const NO_NAMES: StatementNames = { of: () => undefined, forget: () => {} }
