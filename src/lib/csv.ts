import { parse } from 'csv-parse/sync'
import type { TextLine } from './text-lines.ts'

/** A record of CSV (RFC 4180) with the line on which it begins, or what is wrong there. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: 'unclosed' | 'unreadable' | 'cut' }

/** A value may hold line breaks, so many at most: beyond, a quotation mark was forgotten, and that line alone is bad. */
const LINES_OF_A_RECORD = 20

/** Records one after the other. The first one decides what stands between the cells: comma, semicolon or tab. */
export async function* csvRecords(lines: AsyncIterable<TextLine>): AsyncGenerator<CsvRecord> {
  let delimiter: string | undefined
  const joiner = createJoiner()
  const read = (record: Joined): CsvRecord => {
    if (record.fault !== undefined) return { line: record.line, fault: record.fault }
    delimiter ??= delimiterOf(record.text)
    const cells = cellsOf(record.text, delimiter)
    return cells ? { line: record.line, cells } : { line: record.line, fault: 'unreadable' }
  }
  for await (const line of lines) for (const record of joiner.add(line)) yield read(record)
  for (const record of joiner.end()) yield read(record)
}

interface Joined {
  readonly line: number
  readonly text: string
  readonly fault?: 'unclosed' | 'cut'
}

/** Puts lines together as long as a quotation mark is open. */
function createJoiner() {
  let open: TextLine[] = []
  let marks = 0
  function* add(line: TextLine): Generator<Joined> {
    if (line.cut) {
      yield* giveUp()
      yield { line: line.number, text: '', fault: 'cut' }
      return
    }
    if (open.length === 0 && line.text.trim() === '') return
    open.push(line)
    marks += line.text.split('"').length - 1
    if (marks % 2 === 0) {
      yield { line: open[0]?.number ?? 0, text: open.map(({ text }) => text).join('\n') }
      open = []
      marks = 0
    } else if (open.length > LINES_OF_A_RECORD) yield* giveUp()
  }
  /** The line with the open mark is bad; those after it are read as if it were not there. */
  function* giveUp(): Generator<Joined> {
    const [bad, ...others] = open
    open = []
    marks = 0
    if (bad === undefined) return
    yield { line: bad.number, text: bad.text, fault: 'unclosed' }
    for (const line of others) yield* add(line)
  }
  function* end(): Generator<Joined> {
    while (open.length > 0) yield* giveUp()
  }
  return { add, end }
}

function delimiterOf(header: string): string {
  const count = (delimiter: string) => header.split(delimiter).length
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best))
}

function cellsOf(text: string, delimiter: string): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter)
  try {
    const records: string[][] = parse(text, { delimiter, relax_quotes: true, relax_column_count: true })
    return records.length === 1 ? records[0] : undefined
  } catch {
    return undefined
  }
}

/** What a spreadsheet would run, as OWASP lists it (CSV injection), with line breaks and the full-width forms. */
const RUN = /^'*[=+\-@\t\r\n＝＋－＠]/

/** A cell that no spreadsheet takes for a formula. `plainCell` undoes exactly this. */
export function harmlessCell(text: string): string {
  return RUN.test(text) ? `'${text}` : text
}

/** A cell as it was before `harmlessCell`. */
export function plainCell(text: string): string {
  return text.startsWith("'") && RUN.test(text) ? text.slice(1) : text
}
