import { stringify } from 'csv-stringify/sync'
import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { ImportPage } from '../../../views/pages/user-import.tsx'
import { isMoving } from '../../../views/pages/user-import-progress.tsx'
import { ImportsPage, importHref, NewImportPage } from '../../../views/pages/user-imports.tsx'
import { invalid } from '../../domain/errors.ts'
import { harmlessCell } from '../../lib/csv.ts'
import type { Deps } from '../../usecases/deps.ts'
import { receiveUserImport } from '../../usecases/receive-user-import.ts'
import {
  cancelUserImport,
  getUserImport,
  listLineFaults,
  listUserImports,
  startUserImport,
} from '../../usecases/user-imports.ts'
import { sendStream, uploadedBytes } from '../api/pieces.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { formErrors, readForm } from '../forms.ts'
import { requireFreshProof } from '../guards.tsx'
import { streamHref } from '../live.ts'
import type { PageParts } from '../parts.ts'
import { hrefWith, queryText } from '../query.ts'
import { consoleShell, sendPage } from '../shell.ts'
import { readImport } from '../user-import.tsx'

/** Where a form with a file may be sent. */
export const UPLOADS = '/console/users/imports'
const PAGE = 50
const LINES = 500

const startForm = z.object({ events: z.enum(['send', 'quiet'], 'Choose what webhooks are told.') })

/** Users from files: the list, the upload, and one import from its check to its end. */
export function userImportRoutes({ deps }: PageParts): Router {
  const router = Router()
  const showNew = async (req: Request, res: Response, status = 200, errors = {}) =>
    sendPage(res, <NewImportPage {...(await consoleShell(req, res))} errors={errors} />, status)
  const showOne = async (req: Request<{ id: string }>, res: Response, status = 200, errors = {}) => {
    const { id } = req.params
    const cursor = queryText(req, 'cursor')
    const facts = await readImport(deps, id, cursor)
    const stream = isMoving(facts.one) ? { stream: streamHref('core', 'import', { id, cursor }) } : {}
    const shell = await consoleShell(req, res)
    sendPage(res, <ImportPage {...shell} {...facts} {...stream} errors={errors} />, status)
  }

  router
    .route('/users/imports')
    .get(async (req, res) => {
      const cursor = queryText(req, 'cursor')
      const page = await listUserImports(deps, { limit: PAGE, ...(cursor === '' ? {} : { cursor }) })
      sendPage(
        res,
        <ImportsPage
          {...(await consoleShell(req, res))}
          rows={page.imports}
          olderHref={page.next === null ? undefined : hrefWith(UPLOADS, { cursor: page.next })}
          newestHref={cursor === '' ? undefined : UPLOADS}
        />,
      )
    })
    .post(requireFreshProof, async (req, res) => {
      try {
        readForm(z.object({}), req)
        if (!req.upload) throw invalid({ file: 'Choose a file.' })
        const { fileName, stream } = req.upload
        const one = await receiveUserImport(
          deps,
          { chunks: uploadedBytes(stream), fileName, startsItself: false, quiet: false },
          operatorContext(req),
        )
        res.redirect(303, importHref(one.id))
      } catch (error) {
        const { status, errors } = formErrors(error)
        await showNew(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))

  router
    .route('/users/imports/new')
    .get(requireFreshProof, (req, res) => showNew(req, res))
    .all(methodNotAllowed('GET, HEAD'))

  router
    .route('/users/imports/:id')
    .get((req, res) => showOne(req, res))
    .all(methodNotAllowed('GET, HEAD'))

  router
    .route('/users/imports/:id/bad-lines')
    .get(async (req, res) => {
      const { id } = req.params
      await getUserImport(deps, id)
      res
        .set('cache-control', 'no-store')
        .type('csv')
        .set('content-disposition', 'attachment; filename="bad-lines.csv"')
      await sendStream(res, badLines(deps, id))
    })
    .all(methodNotAllowed('GET, HEAD'))

  router
    .route('/users/imports/:id/start')
    .post(requireFreshProof, async (req: Request<{ id: string }>, res) => {
      const { id } = req.params
      try {
        const { events } = readForm(startForm, req)
        await startUserImport(deps, { importId: id, quiet: events === 'quiet' }, operatorContext(req))
        res.redirect(303, importHref(id))
      } catch (error) {
        const { status, errors } = formErrors(error)
        await showOne(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('POST'))

  router
    .route('/users/imports/:id/cancel')
    .post(async (req, res) => {
      readForm(z.object({}), req)
      const one = await cancelUserImport(deps, req.params.id, operatorContext(req))
      leaveFlash(
        req,
        one.created > 0 ? 'Called off. What was imported stays.' : 'Called off. Nothing was imported.',
      )
      res.redirect(303, importHref(one.id))
    })
    .all(methodNotAllowed('POST'))
  return router
}

/** All bad lines as CSV, page by page. */
async function* badLines(deps: Deps, importId: string): AsyncGenerator<string> {
  yield 'line,field,problem\r\n'
  let cursor: string | undefined
  do {
    const page = await listLineFaults(deps, { importId, cursor, limit: LINES })
    const rows = page.faults.map(({ line, field, problem }) => [
      String(line),
      harmlessCell(field),
      harmlessCell(problem),
    ])
    yield stringify(rows, { record_delimiter: '\r\n' })
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}
