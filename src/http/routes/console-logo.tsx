import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { EditLogoPage, type EditLogoPageProps } from '../../../views/pages/edit-logo.tsx'
import { invalid, Refusal } from '../../domain/errors.ts'
import { LOGO_MAX } from '../../domain/logo.ts'
import type { SiteSettings } from '../../domain/site-settings.ts'
import type { Unchanged } from '../../domain/versions.ts'
import { changeLogo } from '../../usecases/change-logo.ts'
import { readSiteSettings } from '../../usecases/read-site-settings.ts'
import { smallUpload } from '../api/pieces.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { formErrors, readForm } from '../forms.ts'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

const HOME = '/console/settings'
/** `kept`: the image of somebody who was refused because of another one, and chooses it all the same. */
const form = z.object({ kept: z.string().max(90_000).optional() })

/** The logo beside the name of the server. */
export function logoRoutes({ deps }: PageParts): Router {
  const router = Router()
  const show = async (req: Request, res: Response, refused: Refused = {}) => {
    const { logo } = await readSiteSettings(deps)
    const { status, ...shown } = refused
    sendPage(res, <EditLogoPage {...(await consoleShell(req, res))} {...{ logo, ...shown }} />, status)
  }
  const change = (bytes: (req: Request) => Promise<Buffer | null>, done: string) => {
    return async (req: Request, res: Response) => {
      let image: Buffer | null = null
      try {
        readForm(form, req)
        image = await bytes(req)
        await changeLogo(deps, { bytes: image, unchanged: sameLogo(req) }, operatorContext(req))
        leaveFlash(req, done)
        res.redirect(303, HOME)
      } catch (error) {
        const { status, errors } = formErrors(error)
        const overtaken = status === 412 && image !== null ? { image } : {}
        await show(req, res, { status, errors, ...overtaken })
      }
    }
  }
  router
    .route('/settings/logo/edit')
    .get((req, res) => show(req, res))
    .all(methodNotAllowed('GET, HEAD'))
  router
    .route('/settings/logo')
    .post(change(readImage, 'The logo is on every page.'))
    .all(methodNotAllowed('POST'))
  router
    .route('/settings/logo/remove')
    .post(change(async () => null, 'The logo is gone.'))
    .all(methodNotAllowed('POST'))
  return router
}

interface Refused extends Pick<EditLogoPageProps, 'errors' | 'image'> {
  readonly status?: number
}

async function readImage({ upload, body }: Request): Promise<Buffer> {
  if (upload) return smallUpload(upload.stream, LOGO_MAX)
  if (typeof body?.kept === 'string') return Buffer.from(body.kept, 'base64url')
  throw invalid({ file: 'Choose a file.' })
}

/** Refuses what would take the place of a logo that the form did not show; without `seen`, nothing is compared. */
function sameLogo(req: Request): Unchanged<SiteSettings> | undefined {
  const seen: unknown = req.body?.seen
  if (typeof seen !== 'string') return undefined
  return ({ logo }) => {
    if ((logo ?? '') === seen) return
    const told = logo === null ? 'taken the logo away' : 'changed the logo'
    throw new Refusal('precondition_failed', { fields: { form: `Somebody else has ${told} meanwhile.` } })
  }
}
