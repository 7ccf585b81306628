import { z } from 'zod'
import { REGISTRATIONS, type SiteSettings, siteSettingsSchema } from '../../../domain/site-settings.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import { changeSiteSettings } from '../../../usecases/change-site-settings.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { readSiteSettings } from '../../../usecases/read-site-settings.ts'
import { siteAnswer, unchangedSite } from './site-version.ts'

const text = z.string().max(300)
const changes = z.object({
  registration: z
    .enum(REGISTRATIONS, `Send one of ${REGISTRATIONS.join(', ')}.`)
    .optional()
    .describe(
      'Who may make an account: anybody, holders of an address at `domains`, those invited, or nobody',
    ),
  domains: z.array(text, 'Send a list of domains.').max(100).optional(),
  proveFirst: z
    .boolean('Send true or false.')
    .optional()
    .describe('An address is proven before the first sign-in'),
  productName: text.optional(),
  accent: text.nullish().describe('`#rrggbb`; null for the product’s own'),
  supportUrl: text.nullish(),
  termsUrl: text.nullish(),
})

const tag = 'Settings'
const path = '/settings'

/** What the operator sets while the server runs: who may register, and the look. */
export function settingsOperations(deps: Deps): readonly ApiOperation[] {
  const settings = { 200: { description: 'The settings', body: siteSettingsSchema } }
  return [
    operation({
      id: 'readSettings',
      method: 'get',
      path,
      tag,
      summary: 'Who may register, and the look of the pages',
      scope: 'settings:read',
      versioned: true,
      answers: settings,
      run: async () => siteAnswer(deps, await readSiteSettings(deps)),
    }),
    operation({
      id: 'updateSettings',
      method: 'patch',
      path,
      tag,
      summary: 'Change what is sent',
      scope: 'settings:write',
      versioned: true,
      body: changes,
      answers: settings,
      async run({ body, context, seen }) {
        const given = Object.entries(body).filter(([, value]) => value !== undefined)
        const changes: Partial<SiteSettings> = Object.fromEntries(given)
        const unchanged = unchangedSite(deps, seen)
        return siteAnswer(deps, await changeSiteSettings(deps, { changes, unchanged }, context))
      },
    }),
  ]
}
