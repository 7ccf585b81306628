/** Codes of Node for a connection that fails. */
const AWAY = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/
/**
 * Of PostgreSQL (Appendix A) for a server that is away, full or failing, and for transactions that were in each
 * other's way.
 */
const POSTGRES = /^(?:08...|25006|25P03|40...|53...|55P03|57P0[123]|57014|58...)$/
/** Of SQLite for a file that is locked, and for a disk that is full or failing. */
const SQLITE = /^SQLITE_(?:BUSY|CANTOPEN|FULL|INTERRUPT|IOERR|LOCKED|NOMEM|PROTOCOL|READONLY)$/
/** What pg says without a code. */
const ENDED =
  /connection terminated|connection ended|timeout exceeded when trying to connect|is not queryable/i

/**
 * Whether an error of the database says that it cannot be reached, has no room or was in its own way, so that the same
 * request may work in a moment: connections ended, its restart, a pool that is used up, a full disk, a deadlock.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'KnexTimeoutError') return true
  const code = 'code' in error ? String(error.code) : ''
  return [AWAY, POSTGRES, SQLITE].some((codes) => codes.test(code)) || ENDED.test(error.message)
}
