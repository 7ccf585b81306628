// @ts-check

/** @typedef {import('./db.js').Tx} Tx */

/** @type {Record<string, string>} */
const STATE_WORDS = {
  active: 'Active',
  unproven: 'E-mail unproven',
  invited: 'Invited',
  blocked: 'Blocked',
  leaving: 'Leaving',
  left: 'Left',
}

/**
 * @typedef {object} Employee
 * @property {string} number as in E-1001
 * @property {string} userId
 * @property {string} name
 * @property {string | null} email
 * @property {string | null} username
 * @property {string} department
 * @property {string} state the word on the screen, as in Active
 * @property {number} points
 * @property {string} lastEvent type of the event that changed the row last
 * @property {number} sequence
 * @property {string} when that event happened, ISO 8601
 * @property {string} arrived when it arrived here, ISO 8601
 *
 * @typedef {object} Stats
 * @property {number} employees
 * @property {number} blocked
 * @property {number} points
 * @property {number} taken events that were new, each counted once
 * @property {number} repeats POSTs whose id had been seen
 * @property {number} late events refused for an older sequence
 * @property {number} refused POSTs with a wrong signature since the start
 *
 * @typedef {{ at: string, outcome: string, type: string, who: string, note: string }} JournalEntry
 */

/**
 * Employees, the one that changed last first, so that whoever just registered is seen at once.
 *
 * @param {Tx} tx
 * @param {number} [limit]
 * @returns {Promise<Employee[]>}
 */
export async function listEmployees(tx, limit = -1) {
  /** @type {Array<Record<string, any>>} */
  const rows = await tx.all(
    `SELECT e.*, (SELECT coalesce(sum(amount), 0) FROM points p WHERE p.user = e.user) AS points
     FROM employees e
     WHERE number IN (SELECT number FROM employees ORDER BY arrived DESC, number DESC LIMIT ?)
     ORDER BY arrived DESC, number DESC`,
    limit,
  )
  return rows.map((row) => ({
    number: `E-${row.number}`,
    userId: row.user,
    name: row.name,
    email: row.email,
    username: row.username,
    department: row.department,
    state: STATE_WORDS[row.state] ?? row.state,
    points: row.points,
    lastEvent: row.last_event,
    sequence: row.sequence,
    when: new Date(row.happened).toISOString(),
    arrived: new Date(row.arrived).toISOString(),
  }))
}

/** @param {Tx} tx @param {number} refused @returns {Promise<Stats>} */
export async function readStats(tx, refused) {
  /** @type {Record<string, number> | undefined} */
  const row = await tx.get(
    `SELECT (SELECT count(*) FROM employees) AS employees,
            (SELECT count(*) FROM employees WHERE state = 'blocked') AS blocked,
            (SELECT coalesce(sum(amount), 0) FROM points) AS points,
            (SELECT coalesce(sum(n), 0) FROM counts WHERE outcome = 'taken') AS taken,
            (SELECT coalesce(sum(n), 0) FROM counts WHERE outcome = 'repeat') AS repeats,
            (SELECT coalesce(sum(n), 0) FROM counts WHERE outcome = 'late') AS late`,
  )
  const { employees = 0, blocked = 0, points = 0, taken = 0, repeats = 0, late = 0 } = row ?? {}
  return { employees, blocked, points, taken, repeats, late, refused }
}

/** The newest first. @param {Tx} tx @param {number} limit @returns {Promise<JournalEntry[]>} */
export async function listJournal(tx, limit) {
  /** @type {Array<{ at: number, outcome: string, type: string, who: string, note: string }>} */
  const rows = await tx.all(
    'SELECT at, outcome, type, who, note FROM journal ORDER BY id DESC LIMIT ?',
    limit,
  )
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
}
