import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { EditLogoPage } from '../../../views/pages/edit-logo.tsx'
import { invalid } from '../../domain/errors.ts'
import { LOGO_MAX } from '../../domain/logo.ts'
import { changeLogo } from '../../usecases/change-logo.ts'
import { readSiteSettings } from '../../usecases/read-site-settings.ts'
import { smallUpload } from '../api/pieces.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { formErrors, readForm } from '../forms.ts'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'
import type { Upload } from '../upload.ts'

const HOME = '/console/settings'
const nothing = z.object({})

/** The logo beside the name of the server. */
export function logoRoutes({ deps }: PageParts): Router {
  const router = Router()
  const show = async (req: Request, res: Response, status = 200, errors = {}) => {
    const { logo } = await readSiteSettings(deps)
    sendPage(res, <EditLogoPage {...(await consoleShell(req, res))} {...{ logo, errors }} />, status)
  }
  const change = (bytes: (req: Request) => Promise<Buffer | null>, done: string) => {
    return async (req: Request, res: Response) => {
      try {
        readForm(nothing, req)
        await changeLogo(deps, { bytes: await bytes(req) }, operatorContext(req))
        leaveFlash(req, done)
        res.redirect(303, HOME)
      } catch (error) {
        const { status, errors } = formErrors(error)
        await show(req, res, status, errors)
      }
    }
  }
  router
    .route('/settings/logo/edit')
    .get((req, res) => show(req, res))
    .all(methodNotAllowed('GET, HEAD'))
  router
    .route('/settings/logo')
    .post(change(({ upload }) => readSmall(upload), 'The logo is on every page.'))
    .all(methodNotAllowed('POST'))
  router
    .route('/settings/logo/remove')
    .post(change(async () => null, 'The logo is gone.'))
    .all(methodNotAllowed('POST'))
  return router
}

async function readSmall(upload: Upload | undefined): Promise<Buffer> {
  if (!upload) throw invalid({ file: 'Choose a file.' })
  return smallUpload(upload.stream, LOGO_MAX)
}
