import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { PluginsPage } from '../../../views/pages/plugins.tsx'
import type { FieldFaults } from '../../domain/errors.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { formErrors, readForm } from '../forms.ts'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

const HOME = '/console/plugins'
const NONE = 'Name a subscriber and a position.'

const retryForm = z.object({
  subscriber: z.string(NONE).min(1, NONE).max(200, NONE),
  position: z.string(NONE).regex(/^\d{1,15}$/, NONE),
})

/** What each plugin adds and how it fares; an event that was set aside is tried again from here. */
export function pluginRoutes({ deps, plugins, settings }: PageParts): Router {
  const show = async (req: Request, res: Response, status = 200, errors: FieldFaults = {}) =>
    sendPage(
      res,
      <PluginsPage
        {...(await consoleShell(req, res))}
        plugins={await plugins.report()}
        version={settings.version}
        now={deps.clock.now()}
        errors={errors}
      />,
      status,
    )

  const router = Router()
  router
    .route('/plugins')
    .get((req, res) => show(req, res))
    .all(methodNotAllowed('GET, HEAD'))

  router
    .route('/plugins/retry')
    .post(async (req, res) => {
      try {
        const { subscriber, position } = readForm(retryForm, req)
        await plugins.retryParked({ subscriber, position: Number(position) }, operatorContext(req))
        leaveFlash(req, 'Done: the subscriber has the event now.')
        res.redirect(303, HOME)
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('POST'))
  return router
}
