import { LOGO_MAX, LOGO_TYPES } from '../../../domain/logo.ts'
import { siteSettingsSchema } from '../../../domain/site-settings.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import { changeLogo } from '../../../usecases/change-logo.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { readLogo } from '../../../usecases/read-logo.ts'
import { smallUpload } from '../pieces.ts'
import { siteAnswer, unchangedSite } from './site-version.ts'

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
      versioned: true,
      takes: LOGO_TYPES,
      answers: { 200: { description: 'The settings, which name it by its hash', body: siteSettingsSchema } },
      async run({ req, context, seen }) {
        const bytes = await smallUpload(req, LOGO_MAX)
        return siteAnswer(
          deps,
          await changeLogo(deps, { bytes, unchanged: unchangedSite(deps, seen) }, context),
        )
      },
    }),
    operation({
      id: 'removeLogo',
      method: 'delete',
      path,
      tag,
      summary: 'Take the logo away; the pages show the product’s own mark again',
      scope: 'settings:write',
      versioned: true,
      answers: { 204: { description: 'Gone' } },
      async run({ context, seen }) {
        await changeLogo(deps, { bytes: null, unchanged: unchangedSite(deps, seen) }, context)
        return { status: 204 }
      },
    }),
  ]
}

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
