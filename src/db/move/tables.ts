import { StartError } from '../../domain/errors.ts'
import type { Tx } from '../database.ts'

/** A table of the SQLite file, as it has to be on the other side. */
export interface MovedTable {
  readonly name: string
  readonly columns: readonly string[]
  /** The column that counts by itself, and the highest number it ever gave. */
  readonly counter: { readonly column: string; readonly last: number } | undefined
}

/**
 * Every table of the database itself, whichever plugin it belongs to, each after those that it refers to. `leftOut`
 * are the migrations tables, which the other side has of its own.
 */
export async function tablesInOrder(source: Tx, leftOut: ReadonlySet<string>): Promise<MovedTable[]> {
  const rows: { name: string }[] = await source('sqlite_master')
    .where({ type: 'table' })
    .orderBy('name')
    .select('name')
  const names = rows
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('sqlite_') && !leftOut.has(name))
  const parents = new Map<string, string[]>()
  for (const name of names) {
    const keys: { table: string }[] = await source.raw('select "table" from pragma_foreign_key_list(?)', [
      name,
    ])
    parents.set(
      name,
      [...new Set(keys.map(({ table }) => table))].filter((parent) => parent !== name),
    )
  }
  const ordered: string[] = []
  const place = (name: string): void => {
    if (ordered.includes(name)) return
    for (const parent of parents.get(name) ?? []) place(parent)
    ordered.push(name)
  }
  for (const name of names) place(name)
  return Promise.all(ordered.map((name) => describeTable(source, name)))
}

async function describeTable(source: Tx, name: string): Promise<MovedTable> {
  const columns: { name: string; type: string; pk: number }[] = await source.raw(
    'select name, type, pk from pragma_table_info(?) order by cid',
    [name],
  )
  const counts: { seq: number } | undefined = await source('sqlite_sequence').where({ name }).first('seq')
  const key = columns.find(({ pk }) => pk === 1)
  return {
    name,
    columns: columns.map((column) => column.name),
    counter: counts && key ? { column: key.name, last: counts.seq } : undefined,
  }
}

/** Throws a `StartError` that names the first table or column that the other side does not have. */
export async function refuseUnknown(target: Tx, tables: readonly MovedTable[]): Promise<void> {
  const rows: { table_name: string; column_name: string }[] = await target('information_schema.columns')
    .whereRaw('table_schema = current_schema()')
    .select('table_name', 'column_name')
  const known = new Set(rows.map((row) => `${row.table_name}.${row.column_name}`))
  const tablesThere = new Set(rows.map((row) => row.table_name))
  for (const { name, columns } of tables) {
    if (!tablesThere.has(name))
      throw new StartError(
        `The table ${name} belongs to no plugin of this build, so it would be left behind. Add that plugin, or drop the table.`,
      )
    const missing = columns.find((column) => !known.has(`${name}.${column}`))
    if (missing) throw new StartError(`PostgreSQL has no column ${missing} in the table ${name}.`)
  }
}
