// @ts-check
import { Problem } from './problem.js'

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
 * Reads Gatepost's envelope out of a body whose signature was right.
 *
 * @param {string} id
 * @param {Buffer} body
 * @returns {Event}
 * @throws {Problem} 400 with the field that is wrong
 */
export function readEvent(id, body) {
  check(id.length <= 200, 'webhook-id is longer than 200 characters.')
  const envelope = parse(body)
  check(isRecord(envelope), 'The body must be a JSON object.')
  const { type, timestamp, sequence = null, data } = envelope

  check(
    typeof type === 'string' && /^[\w.]{1,100}$/.test(type),
    'type must be an event type, as in user.updated.',
  )
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN
  check(!Number.isNaN(at), 'timestamp must be an ISO 8601 time.')
  check(isSequence(sequence), 'sequence must be a whole number above 0, or absent.')
  check(isRecord(data), 'data must be an object.')
  return { id, type, at, sequence, user: readUser(data.user), data }
}

/** @param {unknown} user @returns {User | null} */
function readUser(user) {
  if (user === undefined || user === null) return null
  check(isRecord(user), 'data.user must be an object.')
  const { id } = user
  check(typeof id === 'string' && id !== '' && id.length <= 200, 'data.user.id must be a text.')
  const email = text(user.email)
  const username = text(user.username)
  const customFields = isRecord(user.customFields) ? user.customFields : {}
  return {
    id,
    name: text(user.name) ?? username ?? email ?? '–',
    email,
    username,
    department: text(customFields.department) ?? '–',
    emailVerified: user.emailVerified === true,
    status: text(user.status) ?? 'active',
  }
}

/** @param {Buffer} body @returns {unknown} */
function parse(body) {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new Problem(400, 'Bad event', 'The body is not JSON. Choose the standard format for this webhook.')
  }
}

/**
 * @param {boolean} holds
 * @param {string} fault
 * @returns {asserts holds}
 */
function check(holds, fault) {
  if (!holds) throw new Problem(400, 'Bad event', fault)
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @param {unknown} value @returns {value is number | null} */
function isSequence(value) {
  return value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value > 0)
}

/** @param {unknown} value @returns {string | null} */
function text(value) {
  const trimmed = typeof value === 'string' ? value.trim().slice(0, 200) : ''
  return trimmed === '' ? null : trimmed
}
