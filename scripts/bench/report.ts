/** The results as a page and a plot. */
import type { Created, SignedIn } from './accounts.ts'
import type { Waiting } from './growth.ts'
import { type Drained, type Killed, type Latency, WARM_UP } from './measure.ts'
import type { Row } from './rows.ts'
import { median } from './time.ts'

export interface RowResult {
  readonly row: Row
  readonly rounds: readonly Drained[]
  readonly latency?: Latency | undefined
  readonly killed?: Killed | undefined
}

export interface Results {
  readonly machine: string
  readonly messages: number
  readonly rounds: number
  readonly rows: readonly RowResult[]
  readonly waiting: readonly { readonly database: string; readonly points: readonly Waiting[] }[]
  readonly endpoints: readonly { readonly endpoints: number; readonly rate: number }[]
  readonly eventCosts: readonly { readonly endpoints: number; readonly ms: number }[]
  readonly created: readonly { readonly database: string; readonly result: Created }[]
  readonly signIns: SignedIn
}

export const RAW = 'raw undici request'
export const SQLITE = 'Gatepost, SQLite'
export const POSTGRES = 'Gatepost, PostgreSQL, 1 node'
export const BULLMQ = 'BullMQ, fetch'

const whole = (value: number) => Math.round(value).toLocaleString('en')
const rateOf = ({ rounds }: RowResult) => median(rounds.map(({ rate }) => rate))
const cpuOf = ({ rounds }: RowResult) => median(rounds.map(({ cpu }) => cpu))
const peakOf = ({ rounds }: RowResult) => Math.max(...rounds.map(({ peakMb }) => peakMb))

/** GitHub's tables: a line of names, then rows. */
function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(names), line(names.map((_, n) => (n === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n')
}

export function comparison(results: Results): string {
  const measured = (name: string) => {
    const found = results.rows.find(({ row, rounds }) => row.name === name && rounds.length > 0)
    return found && rateOf(found)
  }
  const [raw, bullmq] = [measured(RAW), measured(BULLMQ)]
  const ratio = (rate: number, to: number | undefined) => (to === undefined ? '–' : (rate / to).toFixed(2))
  return table(
    [
      '',
      'deliveries/s',
      '× raw',
      '× BullMQ, fetch',
      'p50 ms',
      'p99 ms',
      'CPU s per 1,000',
      'peak MB',
      'missing after SIGKILL',
    ],
    results.rows.map((result) => {
      const { row, latency, killed, rounds } = result
      if (row.absent || rounds.length === 0) return [row.name, row.absent ?? 'not run', ...Array(7).fill('–')]
      const rate = rateOf(result)
      return [
        row.name,
        whole(rate),
        ratio(rate, raw),
        ratio(rate, bullmq),
        latency ? latency.p50.toFixed(1) : '–',
        latency ? latency.p99.toFixed(1) : '–',
        cpuOf(result).toFixed(3),
        whole(peakOf(result)),
        killed ? `${whole(killed.missing)} of ${whole(killed.messages)}` : '–',
      ]
    }),
  )
}

export function growthTables(results: Results): string[] {
  return [
    ...results.waiting.map(({ database, points }) =>
      table(
        [`waiting (${database})`, 'deliveries/s', '× that with 1,000', 'claim of 512 rows, ms'],
        points.map(({ waiting, rate, claimMs }) => [
          whole(waiting),
          whole(rate),
          (rate / (points[0]?.rate ?? rate)).toFixed(2),
          claimMs.toFixed(1),
        ]),
      ),
    ),
    table(
      ['endpoints on each event (SQLite)', 'deliveries/s'],
      results.endpoints.map(({ endpoints, rate }) => [whole(endpoints), whole(rate)]),
    ),
    table(
      ['endpoints', 'an event adds to a transaction, ms'],
      results.eventCosts.map(({ endpoints, ms }) => [whole(endpoints), ms.toFixed(2)]),
    ),
    table(
      ['users created through the API, 32 at a time, to the POST', 'users/s', 'peak MB'],
      results.created.map(({ database, result }) => [database, whole(result.rate), whole(result.peakMb)]),
    ),
    table(
      ['signing in over HTTP', 'a second'],
      [
        ['sign-ins', whole(results.signIns.rate)],
        ['bare argon2id verifications', whole(results.signIns.bare)],
        ['ratio', (results.signIns.rate / results.signIns.bare).toFixed(2)],
        ["the generator's own use of one processor", results.signIns.generatorShare.toFixed(2)],
      ],
    ),
  ]
}

/** What was asked of this run and whether it held, a line each. */
export function bars(results: Results): string[] {
  const of = (name: string) => results.rows.find(({ row, rounds }) => row.name === name && rounds.length > 0)
  const [sqlite, postgres, bullmq] = [of(SQLITE), of(POSTGRES), of(BULLMQ)]
  const lines: [what: string, value: number | undefined, bar: number, most: boolean][] = []
  const ratio = (one: RowResult | undefined) => one && bullmq && rateOf(one) / rateOf(bullmq)
  lines.push(['SQLite against BullMQ with fetch, times', ratio(sqlite), 3, false])
  lines.push(['PostgreSQL, one node, against BullMQ with fetch, times', ratio(postgres), 2.5, false])
  for (const one of [sqlite, postgres]) {
    if (!one) continue
    lines.push([`${one.row.name}: commit to receipt, p50 ms`, one.latency?.p50, 5, true])
    lines.push([`${one.row.name}: commit to receipt, p99 ms`, one.latency?.p99, 20, true])
    lines.push([`${one.row.name}: peak memory, MB`, peakOf(one), 200, true])
    if (bullmq)
      lines.push([
        `${one.row.name}: CPU seconds per 1,000, BullMQ's as the bar`,
        cpuOf(one),
        cpuOf(bullmq),
        true,
      ])
    const missing = one.rounds.reduce((sum, round) => sum + round.missing, 0)
    lines.push([`${one.row.name}: missing after the rounds`, missing, 0, true])
    lines.push([`${one.row.name}: missing after SIGKILL`, one.killed?.missing, 0, true])
  }
  for (const { database, points } of results.waiting) {
    const [first, last] = [points[0], points.at(-1)]
    if (first && last && last !== first)
      lines.push([
        `${database}: rate with ${whole(last.waiting)} waiting against 1,000`,
        last.rate / first.rate,
        0.8,
        false,
      ])
  }
  for (const { database, result } of results.created)
    lines.push([`${database}: users created a second`, result.rate, database === 'SQLite' ? 300 : 600, false])
  lines.push(['sign-ins against bare verification', results.signIns.rate / results.signIns.bare, 0.8, false])
  return lines.map(([what, value, bar, most]) => {
    const words = `${most ? 'at most' : 'at least'} ${Number(bar.toFixed(3))}`
    if (value === undefined || Number.isNaN(value)) return `- not measured: ${what} (${words})`
    const met = most ? value <= bar : value >= bar
    return `- ${met ? 'holds' : 'does not hold'}: ${what}: ${Number(value.toFixed(3))} (${words})`
  })
}

/** Bars of the rates, the longest as wide as the plot. Plain enough for both themes of a page. */
export function plot(results: Results): string {
  const rows = results.rows.filter(({ rounds }) => rounds.length > 0)
  const most = Math.max(...rows.map(rateOf))
  const lines = rows.map((result, n) => {
    const y = 10 + n * 34
    const width = Math.max(2, (rateOf(result) / most) * 420)
    const colour = result.row.name.startsWith('Gatepost') ? '#2f6fde' : '#8a93a3'
    return `<text x="220" y="${y + 16}" text-anchor="end">${result.row.name}</text><rect x="230" y="${y}" width="${width.toFixed(1)}" height="22" rx="3" fill="${colour}"/><text x="${(238 + width).toFixed(1)}" y="${y + 16}">${whole(rateOf(result))}</text>`
  })
  const height = 20 + rows.length * 34
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 740 ${height}" role="img" aria-label="Deliveries a second" font-family="system-ui, sans-serif" font-size="13" fill="#6b7482">${lines.join('')}</svg>\n`
}

/** Where another row is better, in sentences made from the figures. */
export function losses(results: Results): string[] {
  const own = results.rows.find(({ row, rounds }) => row.name === SQLITE && rounds.length > 0)
  if (!own) return []
  return results.rows
    .filter(({ row, rounds }) => rounds.length > 0 && !row.name.startsWith('Gatepost'))
    .flatMap((other) => {
      const better: string[] = []
      if (rateOf(other) > rateOf(own))
        better.push(`sends ${(rateOf(other) / rateOf(own)).toFixed(1)} times as many a second`)
      if (cpuOf(other) < cpuOf(own))
        better.push(`takes ${(cpuOf(other) / cpuOf(own)).toFixed(2)} of the processor's time`)
      if (peakOf(other) < peakOf(own)) better.push(`stays ${whole(peakOf(own) - peakOf(other))} MB smaller`)
      if (other.latency && own.latency && other.latency.p50 < own.latency.p50)
        better.push(`has a message there ${(own.latency.p50 - other.latency.p50).toFixed(1)} ms sooner (p50)`)
      if (better.length === 0) return []
      const price = other.row.keeps
        ? "It keeps no order of a user's events."
        : 'It keeps nothing: what it had not sent when it died is gone.'
      return [`- **${other.row.name}**, beside Gatepost on SQLite: ${better.join(', ')}. ${price}`]
    })
}

export function page(results: Results): string {
  const shown = results.rows.map(
    ({ row }) => `- **${row.name}**: ${row.settings}${row.absent ? ` (${row.absent})` : ''}`,
  )
  return [
    '# Performance',
    '',
    'Written by `npm run bench`, which runs all of it side by side on one machine against one receiver process.',
    '',
    `Machine: ${results.machine}.`,
    '',
    `## ${whole(results.messages)} messages over 5,000 users`,
    '',
    '![Deliveries a second](performance.svg)',
    '',
    comparison(results),
    '',
    `Rates, CPU and memory are measured while the messages, made to wait before, go out, after ${whole(WARM_UP)} deliveries that warm the processes up; ${results.rounds === 1 ? 'one round' : `medians of ${results.rounds} rounds, the largest memory of any`}. CPU counts the database server too. p50 and p99 are from the commit to the receipt at 200 messages a second; on SQLite the commit of an event mostly holds its claim as well. The last column is what had not arrived 45 seconds after a worker was killed in the middle and, where that can help, started again.`,
    '',
    '### Settings',
    '',
    ...shown,
    '',
    '## Growth',
    '',
    growthTables(results).join('\n\n'),
    '',
    '## What was asked',
    '',
    ...bars(results),
    '',
    '## Where it loses',
    '',
    ...losses(results),
    '',
  ].join('\n')
}
