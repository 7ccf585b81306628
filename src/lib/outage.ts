/** Codes of Node for a connection that fails, and of PostgreSQL (Appendix A) for a server that is away or full. */
const AWAY =
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|08...|57P0[123]|57014|53...|25P03)$/
/** What pg says without a code. */
const ENDED =
  /connection terminated|connection ended|timeout exceeded when trying to connect|is not queryable/i

/**
 * Whether an error of the database says that it cannot be reached or has no room, so that the same request may work
 * in a moment: connections ended, its restart, a pool that is used up.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'KnexTimeoutError') return true
  const code = 'code' in error ? String(error.code) : ''
  return AWAY.test(code) || ENDED.test(error.message)
}
