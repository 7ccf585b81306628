import { type Request, Router } from 'express'
import type { OpenDocument } from '../../hooks/contract.ts'
import { methodNotAllowed } from '../errors.tsx'
import { expressPath } from './express-path.ts'

/** Documents of plugins that anybody may read, from whatever page: nothing in them is anybody's. */
export function openDocumentRoutes(documents: readonly OpenDocument[]): Router {
  const router = Router()
  const only = methodNotAllowed('GET, HEAD')
  for (const { path, type, keepSeconds, read } of documents)
    router
      .route(expressPath(path))
      .get(async (req, res) => {
        const document = await read(named(req.params))
        res
          .set('cache-control', `public, max-age=${keepSeconds}`)
          .set('access-control-allow-origin', '*')
          .type(type)
          .send(JSON.stringify(document))
      })
      .all(only)
  return router
}

/** Without the paths of several parts that a parameter may be in Express, and is in none of these. */
const named = (params: Request['params']): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
