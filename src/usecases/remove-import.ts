import { deletePart, type ImportPart } from '../repositories/user-import-lines.ts'
import { deleteImportRow } from '../repositories/user-imports.ts'
import type { Deps } from './deps.ts'

/** A write transaction stays short. */
const ROWS = 2000
/** A slice is many lines of text. */
const SLICE_ROWS = 100

/** Removes what an import is made of, in short transactions: the lines alone, or everything. */
export async function removeImportLines(deps: Deps, importId: string): Promise<void> {
  await removePart(deps, 'user_import_slices', importId, SLICE_ROWS)
  await removePart(deps, 'user_import_names', importId, ROWS)
}

export async function removeImport(deps: Deps, importId: string): Promise<void> {
  await removeImportLines(deps, importId)
  await removePart(deps, 'user_import_faults', importId, ROWS)
  await deps.transaction((tx) => deleteImportRow(tx, importId))
}

async function removePart(deps: Deps, part: ImportPart, importId: string, limit: number): Promise<void> {
  for (let removed = limit; removed === limit; )
    removed = await deps.transaction((tx) => deletePart(tx, part, importId, limit))
}
