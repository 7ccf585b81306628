import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import type { UserImport } from '../domain/user-import.ts'

interface ImportRow {
  id: string
  state: UserImport['state']
  format: UserImport['format']
  file_name: string | null
  quiet: boolean | number
  starts_itself: boolean | number
  lines: number
  handled: number
  created: number
  bad: number
  slices: number
  position: number
  token: number
  lease_until: number | null
  context: string
  created_at: number
  started_at: number | null
  ended_at: number | null
}

const COLUMNS: Readonly<Record<keyof UserImport, keyof ImportRow>> = {
  id: 'id',
  state: 'state',
  format: 'format',
  fileName: 'file_name',
  quiet: 'quiet',
  startsItself: 'starts_itself',
  lines: 'lines',
  handled: 'handled',
  created: 'created',
  bad: 'bad',
  slices: 'slices',
  position: 'position',
  token: 'token',
  leaseUntil: 'lease_until',
  context: 'context',
  createdAt: 'created_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
}

export type ImportChange = Partial<Omit<UserImport, 'id'>>

export async function insertImport(tx: Tx, one: UserImport): Promise<void> {
  await tx('user_imports').insert(toRow(one))
}

export async function changeImport(tx: Tx, id: string, change: ImportChange): Promise<void> {
  await tx('user_imports').where({ id }).update(toRow(change))
}

export async function findImport(read: Read, id: string): Promise<UserImport | undefined> {
  const row: ImportRow | undefined = await read('user_imports').where({ id }).first('*')
  return row && toImport(row)
}

/** Reads the import and holds its row until `tx` ends: the first statement of a step. */
export async function lockImport(tx: Tx, dialect: Dialect, id: string): Promise<UserImport | undefined> {
  const row: ImportRow | undefined = await dialect.forUpdate(tx('user_imports').where({ id })).first('*')
  return row && toImport(row)
}

/** A page of imports, newest first. */
export async function listImportRows(
  read: Read,
  page: {
    readonly before?: { readonly createdAt: number; readonly id: string } | undefined
    readonly limit: number
  },
): Promise<UserImport[]> {
  const query = read('user_imports')
  if (page.before) query.whereRaw('(created_at, id) < (?, ?)', [page.before.createdAt, page.before.id])
  const rows: ImportRow[] = await query
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(page.limit)
    .select('*')
  return rows.map(toImport)
}

const isFree = (query: ReturnType<Read>, now: number) =>
  query
    .whereIn('state', ['checking', 'running'])
    .andWhere((free) => free.whereNull('lease_until').orWhere('lease_until', '<=', now))

/** Whether there is an import that nobody works on, `only` that one where given. */
export async function anyFreeImport(read: Read, now: number, only?: string): Promise<boolean> {
  const query = isFree(read('user_imports'), now)
  if (only !== undefined) query.andWhere({ id: only })
  return (await query.first('id')) !== undefined
}

/** Takes the oldest free import under a lease; rows that another node is taking are passed over. */
export async function claimImport(
  tx: Tx,
  dialect: Dialect,
  { now, leaseUntil, only }: { readonly now: number; readonly leaseUntil: number; readonly only?: string },
): Promise<UserImport | undefined> {
  const query = isFree(tx('user_imports'), now).orderBy('created_at').limit(1)
  if (only !== undefined) query.andWhere({ id: only })
  const row: ImportRow | undefined = await dialect.skipLocked(query).first('*')
  if (!row) return undefined
  const token = row.token + 1
  await changeImport(tx, row.id, { token, leaseUntil })
  return { ...toImport(row), token, leaseUntil }
}

/** Imports that were left alone: uploads that broke off, and decisions that nobody made. Ids, oldest first. */
export async function staleImports(
  read: Read,
  times: { readonly receivingBefore: number; readonly checkedBefore: number; readonly endedBefore: number },
  limit: number,
): Promise<Pick<UserImport, 'id' | 'state'>[]> {
  return read('user_imports')
    .where((query) =>
      query.where({ state: 'receiving' }).andWhere('lease_until', '<=', times.receivingBefore),
    )
    .orWhere((query) => query.where({ state: 'checked' }).andWhere('created_at', '<=', times.checkedBefore))
    .orWhere('ended_at', '<=', times.endedBefore)
    .orderBy('created_at')
    .limit(limit)
    .select('id', 'state')
}

export async function deleteImportRow(tx: Tx, id: string): Promise<void> {
  await tx('user_imports').where({ id }).delete()
}

function toRow(change: Partial<UserImport>): Partial<ImportRow> {
  const row: Record<string, unknown> = {}
  for (const [field, column] of Object.entries(COLUMNS)) {
    const value = change[field as keyof UserImport]
    if (value !== undefined) row[column] = field === 'context' ? JSON.stringify(value) : value
  }
  return row
}

function toImport(row: ImportRow): UserImport {
  return {
    id: row.id,
    state: row.state,
    format: row.format,
    fileName: row.file_name,
    quiet: Boolean(row.quiet),
    startsItself: Boolean(row.starts_itself),
    lines: row.lines,
    handled: row.handled,
    created: row.created,
    bad: row.bad,
    slices: row.slices,
    position: row.position,
    token: row.token,
    leaseUntil: row.lease_until,
    context: JSON.parse(row.context),
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }
}
