// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { ago, FRESH_MS } from './ago.js'

/** Parts that are put in anew when they differ. The table is changed row by row instead. */
const PARTS = ['latest', 'figures', 'more', 'journal']

let reading = false
let readAgain = false

/** Fetches the page and takes over what differs, so that nothing flickers and the scroll position stays. */
async function refresh() {
  if (reading) {
    readAgain = true
    return
  }
  reading = true
  try {
    const answer = await fetch('/', { cache: 'no-store' })
    if (answer.ok) takeOver(new DOMParser().parseFromString(await answer.text(), 'text/html'))
  } catch {
    // The event stream notices the same outage, says so, and reads again when it is back.
  } finally {
    reading = false
  }
  if (readAgain) {
    readAgain = false
    await refresh()
  }
}

/** @param {Document} fresh the page as the server has it now */
function takeOver(fresh) {
  tick(fresh)
  tick(document)
  for (const id of PARTS) {
    const [old, next] = [document.getElementById(id), fresh.getElementById(id)]
    if (old && next && !old.isEqualNode(next)) old.replaceWith(next)
  }
  const [rows, freshRows] = [document.getElementById('employees'), fresh.getElementById('employees')]
  if (rows && freshRows) takeOverRows(rows, freshRows)
}

/** @param {HTMLElement} rows @param {HTMLElement} freshRows */
function takeOverRows(rows, freshRows) {
  for (const old of [...rows.children]) {
    if (!freshRows.querySelector(`[id="${old.id}"]`)) old.remove()
  }
  for (const [place, next] of [...freshRows.children].entries()) {
    const old = rows.querySelector(`[id="${next.id}"]`)
    if (!old) rows.insertBefore(next, rows.children[place] ?? null)
    else if (!old.isEqualNode(next)) old.replaceWith(next)
  }
}

/** Brings "3 s ago" up to date, and lets the newest row settle. @param {Document} page */
function tick(page) {
  const now = Date.now()
  for (const time of page.querySelectorAll('#latest time, .when time')) {
    const words = ago(Date.parse(time.getAttribute('datetime') ?? ''), now)
    if (time.textContent !== words) time.textContent = words
  }
  for (const row of page.querySelectorAll('tr.new')) {
    if (now - Date.parse(row.getAttribute('data-arrived') ?? '') >= FRESH_MS) row.className = ''
  }
}

/** @param {boolean} connected */
function showConnection(connected) {
  const status = document.getElementById('status')
  const words = document.getElementById('connection')
  if (!status || !words) return
  status.className = connected ? 'st st-ok' : 'st st-warn'
  words.textContent = connected ? 'Live' : 'Not connected, trying again'
}

const stream = new EventSource('/live')
stream.addEventListener('change', refresh)
stream.addEventListener('open', () => {
  showConnection(true)
  // Whatever happened while nobody listened is read now.
  refresh()
})
stream.addEventListener('error', () => showConnection(false))
setInterval(() => document.hidden || tick(document), 1000)
