import { z } from 'zod'
import { USER_STATUSES } from '../../../domain/user.ts'
import { IMPORT_FORMATS } from '../../../domain/user-import.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { exportUsers } from '../../../usecases/export-users.ts'
import { EXPORT_TYPES } from '../../export-types.ts'

/** All users as a file over the API. Hashes are never in it. */
export function userExportOperations(deps: Deps): readonly ApiOperation[] {
  return [
    operation({
      id: 'exportUsers',
      method: 'post',
      path: '/user-exports',
      tag: 'User exports',
      summary: 'All users as one file, however many; it is recorded who took it',
      scope: 'users:read',
      body: z.object({
        format: z.enum(IMPORT_FORMATS).default('jsonl'),
        status: z.enum(USER_STATUSES).nullable().default(null),
      }),
      answers: { 200: { description: 'The file', streams: Object.values(EXPORT_TYPES) } },
      async run({ body, context }) {
        const pieces = await exportUsers(deps, body, context)
        return {
          status: 200,
          pieces,
          headers: { 'content-type': `${EXPORT_TYPES[body.format]}; charset=utf-8` },
        }
      },
    }),
  ]
}
