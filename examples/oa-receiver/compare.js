// @ts-check
import { createHash } from 'node:crypto'
import express from 'express'
import { createVerify, RefusedMessage } from 'gatepost/receiver'
import { sumOf } from './employees.js'
import { Problem } from './problem.js'

/** @typedef {import('./db.js').Tx} Tx */
/** @typedef {{ after: string, until: string | null, limit: number }} Stretch of ids: above `after`, up to `until` */

/**
 * The door for a repair: POST /hooks/gatepost/users. Gatepost asks, signed like an event, what is here of a stretch of
 * users: a digest of it, or each with its sequence. What differs it sends then, and nothing else.
 *
 * @param {object} parts
 * @param {string[]} parts.secrets
 * @param {<T>(work: (tx: Tx) => Promise<T>) => Promise<T>} parts.transaction
 * @param {() => void} parts.refused called for each wrong signature
 */
export function compare({ secrets, transaction, refused }) {
  const verify = createVerify(secrets)
  const router = express.Router()
  router.post(
    '/hooks/gatepost/users',
    express.raw({ type: () => true, inflate: false }),
    async (req, res) => {
      try {
        verify(req.body, req.headers)
      } catch (error) {
        if (!(error instanceof RefusedMessage)) throw error
        refused()
        throw new Problem(error.status, 'Signature refused', error.message)
      }
      const { type, stretch } = readQuestion(req.body)
      const users = await transaction((tx) => listUsers(tx, stretch))
      if (type === 'repair.users') res.json({ users: users.slice(0, stretch.limit) })
      else res.json({ digest: digestOf(users) })
    },
  )
  return router
}

/** @param {Buffer} body @returns {{ type: string, stretch: Stretch }} */
function readQuestion(body) {
  const { type, after, until, limit } = JSON.parse(body.toString())
  if (type !== 'repair.users' && type !== 'repair.digest')
    throw new Problem(400, 'Bad question', 'type must be repair.users or repair.digest.')
  return {
    type,
    stretch: { after: String(after), until: until === null ? null : String(until), limit: Number(limit) },
  }
}

/**
 * Whoever left is left out: Gatepost has them no more either. A row that is not as it was written is given the sequence
 * 0, so that it is sent again.
 *
 * @param {Tx} tx
 * @param {Stretch} stretch
 * @returns {Promise<{ id: string, sequence: number }[]>} ascending by id
 */
async function listUsers(tx, { after, until }) {
  /** @type {Array<Record<string, any>>} */
  const rows = await tx.all(
    `SELECT e.*, s.sum FROM employees e LEFT JOIN sums s ON s.user = e.user
     WHERE e.user > ? AND (? IS NULL OR e.user <= ?) ORDER BY e.user`,
    ...[after, until, until],
  )
  return rows
    .map((row) => ({ row, whole: row.sum === sumOf(row) }))
    .filter(({ row, whole }) => row.state !== 'left' || !whole)
    .map(({ row, whole }) => ({ id: row.user, sequence: whole ? row.sequence : 0 }))
}

/** @param {{ id: string, sequence: number }[]} users */
function digestOf(users) {
  const lines = users.map(({ id, sequence }) => `${id} ${sequence}\n`)
  return createHash('sha256').update(lines.join('')).digest('hex')
}
