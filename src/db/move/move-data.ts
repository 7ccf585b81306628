import { StartError } from '../../domain/errors.ts'
import type { OpenDatabase } from '../connect.ts'
import type { Tx } from '../database.ts'
import { Digest, digestOf, type Row, SLICE } from './digest.ts'
import { type MovedTable, refuseUnknown, tablesInOrder } from './tables.ts'

export interface Moved {
  readonly table: string
  readonly rows: number
  /** Of all its rows, the same on both sides. */
  readonly sum: string
}

/** Whoever uses Gatepost at all leaves a row in one of these. */
const TELLING = ['users', 'events', 'api_keys'] as const

/**
 * Copies everything from a migrated SQLite database to a migrated and unused PostgreSQL database, reads it back and
 * compares. All of it is one transaction there: whatever goes wrong, nothing has been moved. Nobody can write on
 * this side meanwhile, and no server starts on the other one. Throws a `StartError` that says why not.
 *
 * @param leftOut the tables of both sides that say which migrations were run
 */
export async function moveData(
  from: OpenDatabase,
  to: OpenDatabase,
  leftOut: ReadonlySet<string>,
): Promise<Moved[]> {
  return from.transaction((source) =>
    to.migrator.transaction(async (target) => {
      await to.dialect.lock(target, 'gatepost:migrate', 'exclusive')
      const tables = await tablesInOrder(source, leftOut)
      await refuseUnknown(target, tables)
      await target.raw('lock table ??, ??, ?? in access exclusive mode', [...TELLING])
      await refuseUsed(target)
      // Rows that the migrations made, and the setup link of a server that was once started there.
      for (const { name } of tables) await target.raw('truncate table ?? cascade', [name])
      const moved: Moved[] = []
      for (const table of tables) {
        const sent = await copy(source, target, table)
        await setCounter(target, table)
        const arrived = await digestOf(target, table)
        if (sent.rows !== arrived.rows || sent.sum !== arrived.sum)
          throw new StartError(
            `The table ${table.name} did not arrive as it was sent (${sent.rows} rows sent, ${arrived.rows} arrived). Nothing was moved.`,
          )
        moved.push({ table: table.name, rows: sent.rows, sum: sent.sum })
      }
      return moved
    }),
  )
}

/** Throws where somebody uses the database already. */
async function refuseUsed(target: Tx): Promise<void> {
  for (const table of TELLING) {
    const { rows }: { rows: unknown[] } = await target.raw('select 1 from ?? limit 1', [table])
    if (rows.length > 0)
      throw new StartError(
        `That PostgreSQL database is in use by a Gatepost already (it has ${table.replace('_', ' ')}). Name an empty one.`,
      )
  }
}

async function copy(source: Tx, target: Tx, { name, columns }: MovedTable): Promise<Digest> {
  const digest = new Digest(columns)
  let after = -1
  for (;;) {
    const rows: (Row & { moved_row: number })[] = await source(name)
      .whereRaw('rowid > ?', [after])
      .orderByRaw('rowid')
      .limit(SLICE)
      .select(source.raw('rowid as moved_row'), ...columns)
    if (rows.length === 0) return digest
    for (const row of rows) digest.add(row)
    await insert(target, name, columns, rows)
    after = rows.at(-1)?.moved_row ?? after
  }
}

/** The table's own row type turns JSON into values: the numbers that SQLite keeps for booleans, too. */
async function insert(
  target: Tx,
  name: string,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  try {
    await target.raw('insert into ?? (??) select ?? from json_populate_recordset(null::??, ?::json)', [
      name,
      [...columns],
      [...columns],
      name,
      JSON.stringify(rows),
    ])
  } catch (error) {
    throw new StartError(
      `PostgreSQL does not take a row of the table ${name}: ${error instanceof Error ? error.message : error}. Nothing was moved.`,
      { cause: error },
    )
  }
}

/** Numbers go on above the highest that was ever given, also where its row is long gone. */
async function setCounter(target: Tx, { name, counter }: MovedTable): Promise<void> {
  if (!counter || counter.last < 1) return
  await target.raw('select setval(pg_get_serial_sequence(?, ?), ?)', [
    `"${name}"`,
    counter.column,
    counter.last,
  ])
}
