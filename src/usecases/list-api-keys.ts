import type { ApiKey } from '../domain/api-key.ts'
import { listKeyRows } from '../repositories/api-keys.ts'
import type { Deps } from './deps.ts'

/** All keys, revoked ones included, newest first. */
export async function listApiKeys(deps: Deps): Promise<ApiKey[]> {
  return listKeyRows(deps.reader)
}
