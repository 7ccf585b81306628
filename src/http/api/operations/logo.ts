import { LOGO_MAX, LOGO_TYPES } from '../../../domain/logo.ts'
import { siteSettingsSchema } from '../../../domain/site-settings.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import { changeLogo } from '../../../usecases/change-logo.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { readLogo } from '../../../usecases/read-logo.ts'
import { readSiteSettings } from '../../../usecases/read-site-settings.ts'
import { smallUpload } from '../pieces.ts'

const tag = 'Settings'
const path = '/settings/logo'

/** The drawing beside the name of the server. */
export function logoOperations(deps: Deps): readonly ApiOperation[] {
  return [
    operation({
      id: 'readLogo',
      method: 'get',
      path,
      tag,
      summary: 'The logo, as it was sent',
      scope: 'settings:read',
      answers: {
        200: { description: 'The image', streams: LOGO_TYPES },
        404: { description: 'There is none: the pages show the product’s own mark.' },
      },
      async run() {
        const { type, bytes } = await readLogo(deps)
        return { status: 200, headers: { 'content-type': type }, pieces: inOne(bytes) }
      },
    }),
    operation({
      id: 'changeLogo',
      method: 'put',
      path,
      tag,
      summary: 'Choose the logo: a PNG, a JPEG or a WebP image of at most 64 kB',
      scope: 'settings:write',
      takes: LOGO_TYPES,
      answers: { 200: { description: 'The settings, which name it by its hash', body: siteSettingsSchema } },
      async run({ req, context }) {
        await changeLogo(deps, { bytes: await smallUpload(req, LOGO_MAX) }, context)
        return { status: 200, body: siteSettingsSchema.parse(await readSiteSettings(deps)) }
      },
    }),
    operation({
      id: 'removeLogo',
      method: 'delete',
      path,
      tag,
      summary: 'Take the logo away; the pages show the product’s own mark again',
      scope: 'settings:write',
      answers: { 204: { description: 'Gone' } },
      async run({ context }) {
        await changeLogo(deps, { bytes: null }, context)
        return { status: 204 }
      },
    }),
  ]
}

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
