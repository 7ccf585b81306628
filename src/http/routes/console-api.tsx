import { Router } from 'express'
import { ApiOperationPage, ApiReferencePage } from '../../../views/pages/api-reference.tsx'
import { Refusal } from '../../domain/errors.ts'
import { type OperationReference, readReference } from '../api/reference.ts'
import { methodNotAllowed } from '../errors.tsx'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

/** The reference of the JSON API, read from the document that programs get. */
export function apiReferenceRoutes({ apiDocument, settings }: PageParts): Router {
  const only = methodNotAllowed('GET, HEAD')
  let read: readonly OperationReference[] | undefined
  const operations = () => {
    read ??= readReference(apiDocument())
    return read
  }
  const router = Router()
  router
    .route('/api')
    .get(async (req, res) =>
      sendPage(res, <ApiReferencePage {...(await consoleShell(req, res))} operations={operations()} />),
    )
    .all(only)
  router
    .route('/api/:operation')
    .get(async (req, res) => {
      const operation = operations().find(({ id }) => id === req.params.operation)
      if (!operation) throw new Refusal('not_found')
      const shell = await consoleShell(req, res)
      sendPage(res, <ApiOperationPage {...shell} operation={operation} url={settings.url} />)
    })
    .all(only)
  return router
}
