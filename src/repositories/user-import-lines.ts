import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import type { LineFault } from '../domain/user-import.ts'
import type { ReadLine } from '../domain/user-line.ts'

/** Adds slices to an import, the first of them under the number `from`. */
export async function insertSlices(
  tx: Tx,
  importId: string,
  from: number,
  slices: readonly (readonly ReadLine[])[],
): Promise<void> {
  const rows = slices.map((lines, at) => ({
    import_id: importId,
    n: from + at,
    lines: JSON.stringify(lines),
  }))
  if (rows.length > 0) await tx('user_import_slices').insert(rows)
}

/** The lines of a slice; none when it is gone. */
export async function readSlice(read: Read, importId: string, n: number): Promise<ReadLine[]> {
  const row: { lines: string } | undefined = await read('user_import_slices')
    .where({ import_id: importId, n })
    .first('lines')
  return row ? JSON.parse(row.lines) : []
}

export async function deleteSliceRow(tx: Tx, importId: string, n: number): Promise<void> {
  await tx('user_import_slices').where({ import_id: importId, n }).delete()
}

export interface LineName {
  readonly line: number
  readonly name: string
}

/** Writes down on which line each name stands; the first one stays. */
export async function insertNames(
  tx: Tx,
  dialect: Dialect,
  importId: string,
  names: readonly LineName[],
): Promise<void> {
  if (names.length === 0) return
  const table = dialect.jsonTable({ name: 'text', line: 'integer' })
  await tx.raw(
    `insert into user_import_names (import_id, name, line) select ?, name, line from ${table} as r where true order by n
     on conflict (import_id, name) do nothing`,
    [importId, JSON.stringify(names.map(({ name, line }) => [name, line]))],
  )
}

/** Name → the line that has it first. */
export async function firstLines(
  read: Read,
  importId: string,
  names: readonly string[],
): Promise<Map<string, number>> {
  const rows: LineName[] = await read('user_import_names')
    .where({ import_id: importId })
    .whereIn('name', [...names])
    .select('name', 'line')
  return new Map(rows.map(({ name, line }) => [name, line]))
}

/** Replaces what is wrong with the lines from `first` to `last`; answers by how many more of them are bad now. */
export async function replaceFaults(
  tx: Tx,
  dialect: Dialect,
  importId: string,
  { first, last }: { readonly first: number; readonly last: number },
  faults: readonly LineFault[],
): Promise<number> {
  const before = () =>
    tx('user_import_faults').where({ import_id: importId }).whereBetween('line', [first, last])
  const counted = await before().countDistinct({ bad: 'line' }).first()
  const known = Number(counted?.bad ?? 0)
  if (known > 0) await before().delete()
  if (faults.length > 0) {
    const table = dialect.jsonTable({ line: 'integer', field: 'text', problem: 'text' })
    await tx.raw(
      `insert into user_import_faults (import_id, line, field, problem)
       select ?, line, field, problem from ${table} as r`,
      [importId, JSON.stringify(faults.map(({ line, field, problem }) => [line, field, problem]))],
    )
  }
  return new Set(faults.map(({ line }) => line)).size - known
}

/** What is wrong, in the order of the lines, after a place in it. */
export async function listFaultRows(
  read: Read,
  importId: string,
  page: { readonly after?: readonly [line: number, field: string] | undefined; readonly limit: number },
): Promise<LineFault[]> {
  const query = read('user_import_faults').where({ import_id: importId })
  if (page.after) query.whereRaw('(line, field) > (?, ?)', [...page.after])
  return query
    .orderBy([{ column: 'line' }, { column: 'field' }])
    .limit(page.limit)
    .select('line', 'field', 'problem')
}

/** What hangs on an import and can be many rows. */
const PARTS = {
  user_import_slices: ['import_id', 'n'],
  user_import_names: ['import_id', 'name'],
  user_import_faults: ['import_id', 'line', 'field'],
} as const
export type ImportPart = keyof typeof PARTS

/** Removes at most `limit` rows of one kind; answers how many. */
export async function deletePart(tx: Tx, part: ImportPart, importId: string, limit: number): Promise<number> {
  const key = PARTS[part].join(', ')
  return tx(part)
    .whereRaw(`(${key}) in (select ${key} from ${part} where import_id = ? limit ?)`, [importId, limit])
    .delete()
}

/** An import that has ended and still has names or slices. */
export async function endedWithLines(read: Read): Promise<string | undefined> {
  const ended = () => read('user_imports').whereIn('state', ['done', 'cancelled'])
  const row: { id: string } | undefined = await ended()
    .where((query) =>
      query
        .whereExists(read('user_import_names').whereRaw('import_id = user_imports.id').select(read.raw('1')))
        .orWhereExists(
          read('user_import_slices').whereRaw('import_id = user_imports.id').select(read.raw('1')),
        ),
    )
    .first('id')
  return row?.id
}
