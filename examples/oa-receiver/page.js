// @ts-check
import { html, icon } from './html.js'
import { ago, FRESH_MS } from './public/ago.js'

/** @typedef {import('./overview.js').Employee} Employee */
/** @typedef {import('./overview.js').Stats} Stats */
/** @typedef {import('./overview.js').JournalEntry} JournalEntry */

/** Colour and icon of each state. @type {Record<string, [colour: string, icon: string]>} */
const STATES = {
  Active: ['ok', 'check'],
  'E-mail unproven': ['warn', 'mail'],
  Invited: ['idle', 'send'],
  Blocked: ['bad', 'lock'],
  Leaving: ['warn', 'clock'],
  Left: ['idle', 'left'],
}

/**
 * The page of all employees. It is whole without script; `refresh.js` then keeps it live.
 *
 * @param {{ employees: Employee[], stats: Stats, journal: JournalEntry[] }} overview
 * @param {number} now epoch milliseconds
 */
export function renderPage({ employees, stats, journal }, now) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Employees · Example OA</title>
<link rel="stylesheet" href="/look.css"><link rel="icon" href="/mark.svg" type="image/svg+xml">
<script type="module" src="/refresh.js"></script>
<noscript><meta http-equiv="refresh" content="10"></noscript>
</head>
<body>
<header class="top">
<span class="brand">${icon('badge')}Example OA</span><span class="muted tagline">a small receiver that listens to Gatepost</span>
<span class="st st-ok" id="status">${icon('live')}<span><span id="connection">Listening</span> · <span id="latest">${latest(journal[0], now)}</span></span></span>
</header>
<main>
<h1>Employees</h1>
<p class="muted lead">Everyone here came from a signed event. Nobody was typed in.</p>
<dl class="figs" id="figures">${figures(stats)}</dl>
<section class="card scroll" tabindex="0" role="region" aria-label="Table of employees">
<table>
<caption>Employees, by number</caption>
<thead><tr><th scope="col">No.</th><th scope="col">Name</th><th scope="col">E-mail</th><th scope="col">Department</th><th scope="col">State</th><th scope="col" class="r">Points</th><th scope="col">Last event</th><th scope="col" class="r">Sequence</th><th scope="col" class="r">When</th></tr></thead>
<tbody id="employees">${rows(employees, now)}</tbody>
</table>
</section>
<p class="muted more" id="more">${more(employees.length, stats.employees)}</p>
<div class="cols2">
<section class="card"><h2>Just now</h2><div class="body" id="journal">${journalList(journal)}</div></section>
<section class="card"><h2>What this page shows</h2><div class="body muted"><ol>
<li>Someone registers at Gatepost: a row appears here.</li>
<li>Someone changes a profile: the row changes; an older change that comes late never wins.</li>
<li>Someone proves an e-mail: ten points, once, however often the event arrives.</li>
</ol></div></section>
</div>
</main>
</body>
</html>
`.toString()
}

/** @param {JournalEntry | undefined} entry @param {number} now */
function latest(entry, now) {
  return entry ? html`last event ${time(entry.at, now)}` : 'no event yet'
}

/** A time that the script keeps up to date. @param {string} iso @param {number} now */
function time(iso, now) {
  return html`<time datetime="${iso}" title="${iso}">${ago(Date.parse(iso), now)}</time>`
}

/** @param {Stats} stats */
function figures(stats) {
  const signatures =
    stats.refused === 0
      ? 'all signatures right'
      : `${count(stats.refused)} signature${stats.refused === 1 ? '' : 's'} refused`
  return [
    figure('Employees', stats.employees, stats.blocked ? `${count(stats.blocked)} blocked` : 'none blocked'),
    figure('Points given', stats.points, '10 per first proven e-mail'),
    figure('Events taken', stats.taken, signatures),
    figure('Repeats ignored', stats.repeats, 'same id came again'),
    figure('Late ones refused', stats.late, 'older sequence'),
  ]
}

/** @param {string} label @param {number} value @param {string} hint */
function figure(label, value, hint) {
  return html`<div><dt>${label}</dt><dd><b>${count(value)}</b><span class="muted">${hint}</span></dd></div>`
}

/** @param {number} value */
function count(value) {
  return value.toLocaleString('en')
}

/** @param {Employee[]} employees @param {number} now */
function rows(employees, now) {
  if (employees.length === 0) {
    return html`<tr id="empty"><td colspan="9" class="empty"><b>No employee yet</b><span class="muted">Register someone at Gatepost and the row appears here.</span></td></tr>`
  }
  const newest = employees.reduce((last, next) => (next.arrived > last.arrived ? next : last))
  return employees.map((employee) => row(employee, employee === newest, now))
}

/**
 * `bdi` and `title`: a name may be written from right to left, and may be longer than its column.
 *
 * @param {Employee} employee
 * @param {boolean} newest
 * @param {number} now
 */
function row(employee, newest, now) {
  const { number, name, email, department, state, points, lastEvent, sequence, when, arrived } = employee
  const fresh = newest && now - Date.parse(arrived) < FRESH_MS
  return html`<tr id="${number}" class="${fresh ? 'new' : ''}" data-arrived="${arrived}"><td class="no muted">${number}</td><td class="name" title="${name}"><bdi>${name}</bdi></td><td class="mail" title="${email ?? ''}"><bdi>${email ?? '–'}</bdi></td><td class="dept" title="${department}"><bdi>${department}</bdi></td><td class="state">${badge(state)}</td><td class="points r">${points}</td><td class="last"><code>${lastEvent}</code></td><td class="seq r">${sequence}</td><td class="when r muted">${time(when, now)}</td></tr>`
}

/** @param {string} state */
function badge(state) {
  const [colour, shape] = STATES[state] ?? ['idle', 'clock']
  return html`<span class="st st-${colour}">${icon(shape)}${state}</span>`
}

/** @param {number} shown @param {number} all */
function more(shown, all) {
  return shown < all
    ? `${count(shown)} of ${count(all)}: the ones that changed last. /employees.json has all of them.`
    : ''
}

/** @param {JournalEntry[]} journal */
function journalList(journal) {
  if (journal.length === 0)
    return html`<p class="muted">Nothing has arrived. A test event from Gatepost shows here too.</p>`
  const entries = journal.map(({ at, outcome, type, who, note }) => {
    const clock = html`<dt><time datetime="${at}">${new Date(at).toTimeString().slice(0, 8)}</time></dt>`
    if (outcome === 'repeat') return html`${clock}<dd class="muted">${note}</dd>`
    const name = who && html`<bdi>${who.length > 40 ? `${who.slice(0, 39)}…` : who}</bdi>${note && ': '}`
    return html`${clock}<dd class="${outcome === 'late' ? 'muted' : ''}"><code>${type}</code> ${name}${note}</dd>`
  })
  return html`<dl class="journal">${entries}</dl>`
}
