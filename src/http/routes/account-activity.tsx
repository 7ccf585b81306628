import { Router } from 'express'
import { ActivityPage } from '../../../views/pages/activity.tsx'
import { fieldLabel } from '../../domain/custom-field.ts'
import { listCustomFields } from '../../usecases/list-custom-fields.ts'
import { listOwnActivity } from '../../usecases/list-own-activity.ts'
import { methodNotAllowed } from '../errors.tsx'
import { signedIn } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { hrefWith, queryText } from '../query.ts'
import { readerOf } from '../reader.ts'
import { accountShell, sendPage } from '../shell.ts'

const HOME = '/account/activity'
const PAGE = 25

/** What happened to the own account. */
export function activityRoutes({ deps }: PageParts): Router {
  const router = Router()
  router
    .route('/activity')
    .get(async (req, res) => {
      const cursor = queryText(req, 'before')
      const { activities, next } = await listOwnActivity(deps, {
        userId: signedIn(req).user.id,
        cursor: cursor === '' ? undefined : cursor,
        limit: PAGE,
      })
      const { language } = readerOf(req)
      const labels = (await listCustomFields(deps)).map((field) => [field.key, fieldLabel(field, language)])
      sendPage(
        res,
        <ActivityPage
          {...accountShell(req, res)}
          rows={activities}
          labels={Object.fromEntries(labels)}
          olderHref={next === null ? undefined : hrefWith(HOME, { before: next })}
          newestHref={cursor === '' ? undefined : HOME}
        />,
      )
    })
    .all(methodNotAllowed('GET, HEAD'))
  return router
}
