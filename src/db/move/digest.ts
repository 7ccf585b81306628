import { createHash } from 'node:crypto'
import type { Tx } from '../database.ts'
import type { MovedTable } from './tables.ts'

/** Rows read at once. */
export const SLICE = 1000

export type Row = Readonly<Record<string, unknown>>

/** What a table holds: how many rows, and a sum over all of them that does not depend on their order. */
export class Digest {
  readonly #columns: readonly string[]
  rows = 0
  #sum = 0n

  constructor(columns: readonly string[]) {
    this.#columns = columns
  }

  add(row: Row): void {
    // SQLite keeps a boolean as a number.
    const values = this.#columns.map((column) => {
      const value = row[column]
      return typeof value === 'boolean' ? Number(value) : value
    })
    const hash = createHash('sha256').update(JSON.stringify(values)).digest('hex')
    this.#sum = BigInt.asUintN(256, this.#sum + BigInt(`0x${hash}`))
    this.rows += 1
  }

  get sum(): string {
    return this.#sum.toString(16).padStart(64, '0')
  }
}

/** Reads a whole table of PostgreSQL back, slice by slice. */
export async function digestOf(target: Tx, { name, columns }: MovedTable): Promise<Digest> {
  const digest = new Digest(columns)
  await target.raw('declare moved cursor for select ?? from ??', [[...columns], name])
  for (;;) {
    const { rows }: { rows: Row[] } = await target.raw(`fetch ${SLICE} from moved`)
    for (const row of rows) digest.add(row)
    if (rows.length < SLICE) break
  }
  await target.raw('close moved')
  return digest
}
