// @ts-check

/**
 * @typedef {object} User what this system keeps of `data.user`
 * @property {string} id
 * @property {string} name the name, else the username, else the e-mail
 * @property {string | null} email
 * @property {string | null} username
 * @property {string} department
 * @property {boolean} emailVerified
 * @property {string} status active, invited, blocked or deleting
 *
 * @typedef {object} Event
 * @property {string} id the `webhook-id`: the same for every repeat of one event
 * @property {string} type
 * @property {number} at when it happened, epoch milliseconds
 * @property {number | null} sequence counts the events of one user; null for the facts that strangers cause
 * @property {User | null} user
 * @property {Record<string, unknown>} data
 */

/**
 * A verified event with the user as this system keeps one.
 *
 * @param {import('gatepost/receiver').GatepostEvent} event
 * @returns {Event}
 */
export function employeeEvent({ id, type, timestamp, sequence, data }) {
  const user = 'user' in data ? readUser(data.user) : null
  return { id, type, at: Date.parse(timestamp), sequence, user, data: { ...data } }
}

/** @param {unknown} user @returns {User | null} */
function readUser(user) {
  if (!isRecord(user)) return null
  const email = text(user.email)
  const username = text(user.username)
  const customFields = isRecord(user.customFields) ? user.customFields : {}
  return {
    id: String(user.id),
    name: text(user.name) ?? username ?? email ?? '–',
    email,
    username,
    department: text(customFields.department) ?? '–',
    emailVerified: user.emailVerified === true,
    status: text(user.status) ?? 'active',
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @param {unknown} value @returns {string | null} */
function text(value) {
  const trimmed = typeof value === 'string' ? value.trim().slice(0, 200) : ''
  return trimmed === '' ? null : trimmed
}
