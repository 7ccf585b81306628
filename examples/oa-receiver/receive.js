// @ts-check
import express from 'express'
import { receiveEvents } from 'gatepost/receiver'
import { employeeEvent } from './event.js'
import { Problem } from './problem.js'

/**
 * The door for Gatepost: POST /hooks/gatepost. A 200 means "taken for good"; any other answer means
 * "nothing changed here", and Gatepost sends the event again.
 *
 * @param {object} parts
 * @param {string[]} parts.secrets two are live during a rotation: one that fits is enough
 * @param {'never' | 'always' | 'half'} parts.fail
 * @param {(event: import('./event.js').Event) => Promise<string>} parts.take answers what became of the event
 * @param {() => void} parts.refused called for each wrong signature
 */
export function receive({ secrets, fail, take, refused }) {
  const router = express.Router()
  router
    .route('/hooks/gatepost')
    .post(
      failOnPurpose(fail),
      receiveEvents({
        secrets,
        take: async (event) => ({ outcome: await take(employeeEvent(event)) }),
        refused: ({ status }) => {
          if (status === 401) refused()
        },
      }),
    )
    .all((_req, res) => {
      res.set('Allow', 'POST')
      throw new Problem(405, 'Method not allowed', 'Events are sent here by POST.')
    })
  return router
}

/**
 * Stands in for a system that is down, before anything was read or written. `half` fails the first POST,
 * takes the second, and so on.
 *
 * @param {'never' | 'always' | 'half'} fail
 * @returns {express.RequestHandler}
 */
function failOnPurpose(fail) {
  let posts = 0
  return (_req, _res, next) => {
    posts += 1
    if (fail === 'always' || (fail === 'half' && posts % 2 === 1)) {
      throw new Problem(500, 'Failing on purpose', `OA_FAIL is ${fail}. Nothing was changed.`)
    }
    next()
  }
}
