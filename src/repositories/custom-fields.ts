import type { Read, Tx } from '../db/database.ts'
import type { Dialect } from '../db/dialect.ts'
import { type FieldDefinition, fieldDefinitionSchema } from '../domain/custom-field.ts'

const NAME = 'custom-fields'

/** Every definition there ever was, in the order of the forms; removed ones are marked. */
export async function findFieldDefinitions(read: Read): Promise<FieldDefinition[]> {
  const row: { value: string } | undefined = await read('site_settings').where({ name: NAME }).first('value')
  return row ? fieldDefinitionSchema.array().parse(JSON.parse(row.value)) : []
}

/** The same, with changes by others kept off until `tx` ends. */
export async function lockFieldDefinitions(tx: Tx, locks: Dialect): Promise<FieldDefinition[]> {
  await locks.lock(tx, 'gatepost:custom-fields', 'exclusive')
  return findFieldDefinitions(tx)
}

export async function saveFieldDefinitions(
  tx: Tx,
  definitions: readonly FieldDefinition[],
  updatedAt: number,
): Promise<void> {
  await tx('site_settings')
    .insert({ name: NAME, value: JSON.stringify(definitions), updated_at: updatedAt })
    .onConflict('name')
    .merge()
}

/** Ids of users who hold a public value under `key`, `limit` at most, after the id `after`. */
export async function holdersOfPublicValue(
  read: Read,
  key: string,
  page: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows: { id: string }[] = await read('users')
    .where('id', '>', page.after)
    .andWhere('custom_fields', 'like', `%"${key}":%`)
    .orderBy('id')
    .limit(page.limit)
    .select('id')
  return rows.map((row) => row.id)
}
