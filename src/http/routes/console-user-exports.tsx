import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { ExportUsersPage } from '../../../views/pages/user-export.tsx'
import { USER_STATUSES } from '../../domain/user.ts'
import { IMPORT_FORMATS } from '../../domain/user-import.ts'
import { exportUsers } from '../../usecases/export-users.ts'
import { sendStream } from '../api/pieces.ts'
import { operatorContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { EXPORT_TYPES } from '../export-types.ts'
import { formErrors, readForm, typed } from '../forms.ts'
import { requireFreshProof } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

const form = z.object({
  format: z.enum(IMPORT_FORMATS, 'Choose how the file is written.'),
  status: z.enum([...USER_STATUSES, ''], 'Choose whose accounts.'),
})

/** All users as a file, for an operator who has just proven who they are. */
export function userExportRoutes({ deps }: PageParts): Router {
  const show = async (req: Request, res: Response, status = 200, errors = {}) => {
    const shell = await consoleShell(req, res)
    sendPage(
      res,
      <ExportUsersPage {...shell} values={typed(req, 'format', 'status')} errors={errors} />,
      status,
    )
  }
  const router = Router()
  router
    .route('/users/export/new')
    .get(requireFreshProof, (req, res) => show(req, res))
    .all(methodNotAllowed('GET, HEAD'))
  router
    .route('/users/export')
    .post(requireFreshProof, async (req, res) => {
      let sent: z.infer<typeof form>
      try {
        sent = readForm(form, req)
      } catch (error) {
        const { status, errors } = formErrors(error)
        return show(req, res, status, errors)
      }
      const { format, status } = sent
      const stream = await exportUsers(
        deps,
        { format, status: status === '' ? null : status },
        operatorContext(req),
      )
      const day = new Date(deps.clock.now()).toISOString().slice(0, 10)
      res
        .set('cache-control', 'no-store')
        .set('content-type', `${EXPORT_TYPES[format]}; charset=utf-8`)
        .set('content-disposition', `attachment; filename="users-${day}.${format}"`)
      await sendStream(res, stream)
    })
    .all(methodNotAllowed('POST'))
  return router
}
