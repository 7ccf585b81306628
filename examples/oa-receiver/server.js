// @ts-check
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import express from 'express'
import { compare } from './compare.js'
import { openDatabase } from './db.js'
import { SCHEMA, takeEvent } from './employees.js'
import { createLive } from './live.js'
import { listEmployees, listJournal, readStats } from './overview.js'
import { renderPage } from './page.js'
import { answerProblem, Problem } from './problem.js'
import { receive } from './receive.js'
import { readSettings, StartFault } from './settings.js'

const PAGE_ROWS = 200
const JOURNAL_ROWS = 8
const STOP_GRACE_MS = 5000

try {
  await start(readSettings(process.env))
} catch (error) {
  if (!(error instanceof StartFault)) throw error
  console.error(error.message)
  process.exitCode = 1
}

/** @param {import('./settings.js').Settings} settings */
async function start({ host, port, secrets, data, fail }) {
  const db = await openDatabase(data, SCHEMA)
  const live = createLive()
  // Kept in memory: what a stranger sends must not write to the disk.
  let refused = 0

  const app = express()
  app.disable('x-powered-by')
  app.use(setSecurityHeaders)
  app.use(
    receive({
      secrets,
      fail,
      async take(event) {
        const outcome = await db.transaction((tx) => takeEvent(tx, event, Date.now()))
        live.changed()
        return outcome
      },
      refused() {
        refused += 1
        live.changed()
      },
    }),
  )
  app.use(compare({ secrets, transaction: db.transaction, refused: () => (refused += 1) }))
  app.get('/', async (_req, res) => {
    const overview = await db.transaction(async (tx) => ({
      employees: await listEmployees(tx, PAGE_ROWS),
      stats: await readStats(tx, refused),
      journal: await listJournal(tx, JOURNAL_ROWS),
    }))
    res.send(renderPage(overview, Date.now()))
  })
  app.get('/employees.json', async (_req, res) => {
    res.json(await db.transaction((tx) => listEmployees(tx)))
  })
  app.get('/stats.json', async (_req, res) => {
    res.json(await db.transaction((tx) => readStats(tx, refused)))
  })
  app.get('/live', live.open)
  app.use(express.static(fileURLToPath(new URL('public', import.meta.url)), { index: false }))
  app.use(() => {
    throw new Problem(404, 'Not found', 'There is no such page. The employees are at /.')
  })
  app.use(answerProblem)

  const server = createServer(app)
  try {
    await listen(server, port, host)
  } catch (error) {
    await db.close()
    throw error
  }

  const stop = () => {
    server.close(() => db.close())
    live.close()
    setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS).unref()
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @param {string} host
 * @returns {Promise<void>}
 * @throws {StartFault} when the port cannot be had
 */
function listen(server, port, host) {
  return new Promise((done, fail) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      fail(
        new StartFault(
          error.code === 'EADDRINUSE'
            ? `Port ${port} on ${host} is in use: stop the other program, or set PORT to a free one.`
            : `HOST and PORT: ${host}:${port} cannot be listened on (${error.code ?? error.message}).`,
        ),
      )
    })
    server.listen(port, host, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address ? address.port : port
      console.log(`OA receiver on http://${host.includes(':') ? `[${host}]` : host}:${bound}`)
      done()
    })
  })
}

/**
 * Nothing on the page is inline, and nothing comes from elsewhere.
 *
 * @param {express.Request} _req
 * @param {express.Response} res
 * @param {express.NextFunction} next
 */
function setSecurityHeaders(_req, res, next) {
  res.set({
    'Content-Security-Policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
  })
  next()
}
