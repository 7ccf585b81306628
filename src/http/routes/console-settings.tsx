import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { EditSiteSettingsPage, SiteSettingsPage } from '../../../views/pages/site-settings.tsx'
import { REGISTRATIONS, type SiteSettings } from '../../domain/site-settings.ts'
import { siteVersion, unchangedSince } from '../../domain/versions.ts'
import { changeSiteSettings } from '../../usecases/change-site-settings.ts'
import { listCustomFields } from '../../usecases/list-custom-fields.ts'
import { readSiteSettings } from '../../usecases/read-site-settings.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { marksOf, refuseOvertaken } from '../edit-marks.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

const HOME = '/console/settings'
const DOMAINS_TEXT = 10_000

const form = z.object({
  registration: z.enum(REGISTRATIONS, 'Choose who can register.'),
  domains: field.optional(DOMAINS_TEXT),
  proveFirst: field.flag,
  productName: field.required('Give the server a name.'),
  accent: field.optional(),
  supportUrl: field.optional(),
  termsUrl: field.optional(),
})

/** How the server takes and greets people, as its operator wants it. */
export function settingsRoutes({ deps, environment = [] }: PageParts): Router {
  const router = Router()
  router
    .route('/settings')
    .get(async (req, res) => {
      const site = await readSiteSettings(deps)
      const fields = await listCustomFields(deps)
      sendPage(
        res,
        <SiteSettingsPage {...(await consoleShell(req, res))} {...{ site, fields, environment }} />,
      )
    })
    .all(methodNotAllowed('GET, HEAD'))

  const showEdit = async (req: Request, res: Response, status = 200, errors = {}) => {
    const site = await readSiteSettings(deps)
    const sent = typed(req, 'registration', 'domains', 'productName', 'accent', 'supportUrl', 'termsUrl')
    const values = {
      ...textsOf(site),
      ...sent,
      proveFirst: req.method === 'POST' ? req.body?.proveFirst !== undefined : site.proveFirst,
    }
    sendPage(
      res,
      <EditSiteSettingsPage
        {...(await consoleShell(req, res))}
        values={values}
        seen={marksOf(shownOf(site))}
        errors={errors}
      />,
      status,
    )
  }
  router
    .route('/settings/edit')
    .get((req, res) => showEdit(req, res))
    .post(async (req, res) => {
      try {
        const shown = await readSiteSettings(deps)
        refuseOvertaken(req, shownOf(shown))
        const sent = readForm(form, req)
        const changes: Omit<SiteSettings, 'logo'> = {
          ...sent,
          productName: sent.productName.trim(),
          domains: linesOf(sent.domains),
          accent: sent.accent?.trim().toLowerCase() ?? null,
          supportUrl: sent.supportUrl?.trim() ?? null,
          termsUrl: sent.termsUrl?.trim() ?? null,
        }
        const unchanged = unchangedSince(shown, (one) => siteVersion(deps.keyring, one))
        await changeSiteSettings(deps, { changes, unchanged }, operatorContext(req))
        leaveFlash(req, 'Settings saved.')
        res.redirect(303, HOME)
      } catch (error) {
        const { status, errors } = formErrors(error)
        await showEdit(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))
  return router
}

/** What the form shows. */
const shownOf = (site: SiteSettings) => ({ ...textsOf(site), proveFirst: site.proveFirst })

/** Its texts. */
function textsOf(site: SiteSettings) {
  return {
    registration: site.registration,
    domains: site.domains.join('\n'),
    productName: site.productName,
    accent: site.accent ?? '',
    supportUrl: site.supportUrl ?? '',
    termsUrl: site.termsUrl ?? '',
  }
}

/** One domain a line; commas do as well, and so does a leading `@`. */
function linesOf(text: string | undefined): string[] {
  const lines = (text ?? '').split(/[\s,;]+/).map((line) => line.replace(/^@/, '').toLowerCase())
  return [...new Set(lines.filter((line) => line !== ''))]
}
