import { INVARIANTS, type Row } from './row.ts'

const HEADINGS = [
  'fault',
  'events',
  'lost',
  'repeats',
  'order kept',
  'dead',
  'skipped',
  'sweep',
  ...INVARIANTS,
  'seconds',
]

/** The table as text in fixed columns: dead and skipped as expected/seen, `–` where a row says nothing. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(cellsOf)
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  const lines = [line(HEADINGS)]
  let group: string | undefined
  for (const [index, row] of rows.entries()) {
    if (row.group !== group) lines.push('', row.group)
    group = row.group
    lines.push(line(cells[index] ?? []))
    if (row.notPlayed) lines.push(`    not played: ${row.notPlayed}`)
    if (row.note) lines.push(`    ${row.note}`)
    for (const fault of row.faults) lines.push(`    failed: ${fault}`)
  }
  return lines.join('\n')
}

function cellsOf(row: Row): string[] {
  return [
    `  ${row.name}`,
    String(row.events),
    String(row.lost),
    String(row.repeats),
    row.inOrder ? 'yes' : 'no',
    `${row.dead.expected}/${row.dead.seen}`,
    `${row.skipped.expected}/${row.skipped.seen}`,
    String(row.headless),
    ...INVARIANTS.map((name) => (row.held[name] === undefined ? '–' : row.held[name] ? 'ok' : 'NO')),
    row.seconds.toFixed(1),
  ]
}

/** The last line of a run. */
export function closingLine(rows: readonly Row[]): string {
  const played = rows.filter(({ notPlayed }) => notPlayed === undefined)
  const failed = played.filter(({ faults }) => faults.length > 0).length
  return `${played.length - failed} passed, ${failed} failed`
}
