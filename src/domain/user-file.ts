import { csvRecords } from '../lib/csv.ts'
import { type TextLine, textLines } from '../lib/text-lines.ts'
import { invalid } from './errors.ts'
import type { ImportFormat } from './user-import.ts'
import { type ReadLine, readCsvLine, readHeader, readJsonLine } from './user-line.ts'

/** Of one line, in characters; a user with every custom field filled in stays below. */
const LONGEST_LINE = 64_000

const FAULTS = {
  unclosed: 'A quotation mark opens here and is not closed.',
  unreadable: 'This line cannot be read as CSV.',
  cut: `This line is longer than ${LONGEST_LINE} characters.`,
} as const

/**
 * Reads a file of users piece by piece. One that begins with `{` has a JSON object a line, any other is CSV. Refuses
 * with `invalid` (file) what is no such file as a whole; a line that cannot be read is an entry with a fault.
 */
export async function readUserFile(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly format: ImportFormat; readonly lines: AsyncIterable<ReadLine> }> {
  const lines = textLines(chunks, LONGEST_LINE)
  let first = await lines.next()
  while (!first.done && first.value.text.trim() === '') first = await lines.next()
  if (first.done) throw invalid({ file: 'This file is empty.' })
  const all = withFirst(first.value, lines)
  const beginning = first.value.text.trimStart()
  if (beginning.startsWith('{')) return { format: 'jsonl', lines: jsonLines(all) }
  if (beginning.startsWith('['))
    throw invalid({ file: 'A JSON file has one object a line here, without brackets around them all.' })
  const records = csvRecords(all)
  const header = await records.next()
  if (header.done || 'fault' in header.value) throw invalid({ file: 'The first line cannot be read as CSV.' })
  const columns = readHeader(header.value.cells)
  if ('fault' in columns) throw invalid({ file: columns.fault })
  return { format: 'csv', lines: csvLines(columns, records) }
}

async function* withFirst(first: TextLine, others: AsyncIterable<TextLine>): AsyncGenerator<TextLine> {
  yield first
  yield* others
}

async function* jsonLines(lines: AsyncIterable<TextLine>): AsyncGenerator<ReadLine> {
  for await (const { number, text, cut } of lines) {
    if (cut) yield { line: number, fault: FAULTS.cut }
    else if (text.trim() !== '') yield readJsonLine(number, text)
  }
}

async function* csvLines(
  columns: readonly string[],
  records: ReturnType<typeof csvRecords>,
): AsyncGenerator<ReadLine> {
  for await (const record of records) {
    if ('fault' in record) yield { line: record.line, fault: FAULTS[record.fault] }
    else yield readCsvLine(record.line, columns, record.cells)
  }
}
