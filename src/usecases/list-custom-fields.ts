import type { FieldDefinition } from '../domain/custom-field.ts'
import { findFieldDefinitions } from '../repositories/custom-fields.ts'
import type { Deps } from './deps.ts'

/** The custom fields that stand on the forms, in their order. */
export async function listCustomFields(deps: Pick<Deps, 'reader'>): Promise<FieldDefinition[]> {
  return (await findFieldDefinitions(deps.reader)).filter((definition) => !definition.removed)
}
