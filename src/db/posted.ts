/** What a statement is marked with that nobody waits for; see `Dialect.post`. */
export const POSTED = { posted: true } as const
