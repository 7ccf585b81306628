import { Router } from 'express'
import { z } from 'zod'
import { OwnDataPage } from '../../../views/pages/own-data.tsx'
import { isLastOperator } from '../../usecases/keep-last-operator.ts'
import { readOwnData } from '../../usecases/read-own-data.ts'
import { methodNotAllowed } from '../errors.tsx'
import { readForm } from '../forms.ts'
import { requireFreshProof, signedIn } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { accountShell, sendPage } from '../shell.ts'

const DAY_MS = 86_400_000

/** A person takes a copy of their data; the password is asked before, since it is all in one file. */
export function dataRoutes({ deps }: PageParts): Router {
  const router = Router()
  router
    .route('/data')
    .get(async (req, res) => {
      const lastOperator = await isLastOperator(deps, signedIn(req).user)
      const graceDays = deps.rules.deletionGraceMs / DAY_MS
      sendPage(
        res,
        <OwnDataPage {...accountShell(req, res)} graceDays={graceDays} lastOperator={lastOperator} />,
      )
    })
    .all(methodNotAllowed('GET, HEAD'))
  router
    .route('/data/download')
    .post(requireFreshProof, async (req, res) => {
      readForm(z.object({}), req)
      const data = await readOwnData(deps, signedIn(req).user.id)
      res.set('cache-control', 'no-store').attachment('my-data.json')
      res.type('json').send(`${JSON.stringify(data, null, 2)}\n`)
    })
    .all(methodNotAllowed('POST'))
  return router
}
