// @ts-check
import { createHash } from 'node:crypto'
import { describeChanges } from './changes.js'

/** @typedef {import('./event.js').Event} Event */
/** @typedef {import('./event.js').User} User */
/** @typedef {import('./db.js').Tx} Tx */

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS employees (
    number     INTEGER PRIMARY KEY,
    user       TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    email      TEXT,
    username   TEXT,
    department TEXT NOT NULL,
    state      TEXT NOT NULL,
    last_event TEXT NOT NULL,
    sequence   INTEGER NOT NULL,
    happened   INTEGER NOT NULL,
    arrived    INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS employees_arrived ON employees (arrived);

  -- What each row was when it was written: one that was changed by hand since is not to be trusted.
  CREATE TABLE IF NOT EXISTS sums (user TEXT PRIMARY KEY, sum TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- The key is the rule: one person gets points for one reason once.
  CREATE TABLE IF NOT EXISTS points (
    user   TEXT NOT NULL,
    reason TEXT NOT NULL,
    amount INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (user, reason)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS counts (outcome TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS journal (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    type    TEXT NOT NULL,
    who     TEXT NOT NULL,
    note    TEXT NOT NULL
  ) STRICT;
`

const POINTS_FOR_PROVEN_EMAIL = 10
const JOURNAL_LENGTH = 200

/**
 * Takes one event, with all that follows from it, in the transaction that also remembers its id.
 *
 * @param {Tx} tx
 * @param {Event} event
 * @param {number} now epoch milliseconds
 * @returns {Promise<'taken' | 'repeat' | 'late'>}
 */
export async function takeEvent(tx, event, now) {
  const isNew = await tx.run('INSERT INTO seen (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING', event.id, now)
  if (!isNew) {
    await record(tx, event, 'repeat', 'the same id again: answered 200, nothing changed', now)
    return 'repeat'
  }

  const { late, news } = await changeEmployee(tx, event, now)
  // Points are a ledger and not a state: a proof that comes late was still given, and counts once.
  if (await givePoints(tx, event)) news.push(`+${POINTS_FOR_PROVEN_EMAIL} points`)
  await record(tx, event, late ? 'late' : 'taken', news.join(', ') || greeting(event), now)
  return late ? 'late' : 'taken'
}

/**
 * Only a newer sequence may change a row. What is sent on request (user.snapshot, user.gone) tells the present state
 * and repeats its sequence: an equal one mends a row that was damaged. Events without one (failed sign-ins, asked-for resets) come from
 * strangers as easily as from the person, and change nothing.
 *
 * @param {Tx} tx
 * @param {Event} event
 * @param {number} now
 * @returns {Promise<{ late: boolean, news: string[] }>}
 */
async function changeEmployee(tx, event, now) {
  const { type, at, sequence, user, data } = event
  if (type === 'user.gone') return leave(tx, event, now)
  if (!user || sequence === null || !type.startsWith('user.')) return { late: false, news: [] }

  /** @type {{ sequence: number } | undefined} */
  const known = await tx.get('SELECT sequence FROM employees WHERE user = ?', user.id)
  const older = type === 'user.snapshot' ? -1 : 0
  if (known && sequence - known.sequence <= older) {
    return { late: true, news: [`sequence ${sequence} after ${known.sequence}, the row stays`] }
  }

  await tx.run(
    `INSERT INTO employees (number, user, name, email, username, department, state, last_event, sequence, happened, arrived)
     VALUES ((SELECT coalesce(max(number), 1000) + 1 FROM employees), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (user) DO UPDATE SET
       name = excluded.name, email = excluded.email, username = excluded.username,
       department = excluded.department, state = excluded.state, last_event = excluded.last_event,
       sequence = excluded.sequence, happened = excluded.happened, arrived = excluded.arrived`,
    ...[user.id, user.name, user.email, user.username, user.department, stateOf(type, user)],
    ...[type, sequence, at, now],
  )
  await keepSum(tx, user.id)
  if (!known) return { late: false, news: ['a new row'] }
  const changes = describeChanges(data.changes)
  return { late: false, news: changes ? [`${changes} (${sequence})`] : [] }
}

/**
 * Somebody whose deletion was missed; nothing but the id is left of them at Gatepost.
 *
 * @param {Tx} tx
 * @param {Event} event
 * @param {number} now
 * @returns {Promise<{ late: boolean, news: string[] }>}
 */
async function leave(tx, { type, at, sequence, data }, now) {
  const changed = await tx.run(
    `UPDATE employees SET state = 'left', last_event = ?, sequence = ?, happened = ?, arrived = ?
     WHERE user = ? AND sequence <= ?`,
    ...[type, sequence, at, now, String(data.userId), sequence],
  )
  await keepSum(tx, String(data.userId))
  return { late: changed === 0, news: changed === 0 ? ['no row to end'] : ['the row has left'] }
}

/** @param {Record<string, unknown>} row */
export function sumOf({ user, name, email, username, department, state, sequence }) {
  const kept = JSON.stringify([user, name, email, username, department, state, sequence])
  return createHash('sha256').update(kept).digest('hex')
}

/** @param {Tx} tx @param {string} user */
async function keepSum(tx, user) {
  /** @type {Record<string, unknown> | undefined} */
  const row = await tx.get('SELECT * FROM employees WHERE user = ?', user)
  if (!row) return
  await tx.run(
    'INSERT INTO sums VALUES (?, ?) ON CONFLICT (user) DO UPDATE SET sum = excluded.sum',
    user,
    sumOf(row),
  )
}

/** @param {string} type @param {User} user */
function stateOf(type, user) {
  if (type === 'user.deleted') return 'left'
  if (type === 'user.blocked' || user.status === 'blocked') return 'blocked'
  if (user.status === 'invited') return 'invited'
  if (user.status === 'deleting') return 'leaving'
  return user.email !== null && !user.emailVerified ? 'unproven' : 'active'
}

/** @param {Tx} tx @param {Event} event @returns {Promise<boolean>} whether points were given now */
async function givePoints(tx, { type, at, user, data }) {
  if (type !== 'user.email.verified' || data.first !== true || !user) return false
  const given = await tx.run(
    'INSERT INTO points (user, reason, amount, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ...[user.id, 'first proven e-mail', POINTS_FOR_PROVEN_EMAIL, at],
  )
  return given > 0
}

/** What a ping says of itself. @param {Event} event */
function greeting({ type, data }) {
  return type === 'ping' && typeof data.message === 'string' ? data.message.slice(0, 200) : ''
}

/**
 * Counts the POST, and writes its line for "Just now".
 *
 * @param {Tx} tx
 * @param {Event} event
 * @param {'taken' | 'repeat' | 'late'} outcome
 * @param {string} note
 * @param {number} now
 */
async function record(tx, event, outcome, note, now) {
  await tx.run(
    'INSERT INTO counts (outcome, n) VALUES (?, 1) ON CONFLICT (outcome) DO UPDATE SET n = n + 1',
    outcome,
  )
  await tx.run(
    'INSERT INTO journal (at, outcome, type, who, note) VALUES (?, ?, ?, ?, ?)',
    ...[now, outcome, event.type, event.user?.name ?? '', note],
  )
  await tx.run('DELETE FROM journal WHERE id <= (SELECT max(id) FROM journal) - ?', JOURNAL_LENGTH)
}
