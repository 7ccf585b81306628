import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import {
  ApiKeyPage,
  ApiKeysPage,
  type ApiKeysPageProps,
  NewApiKeyPage,
  type ScopeOption,
} from '../../../views/pages/api-keys.tsx'
import { type ApiScope, SCOPES } from '../../domain/api-key.ts'
import { invalid, Refusal } from '../../domain/errors.ts'
import { createAccessKey } from '../../usecases/create-access-key.ts'
import { createApiKey } from '../../usecases/create-api-key.ts'
import { listApiKeys } from '../../usecases/list-api-keys.ts'
import { revokeApiKey } from '../../usecases/revoke-api-key.ts'
import { leaveFlash } from '../browser-session.ts'
import { operatorContext } from '../context.ts'
import { methodNotAllowed } from '../errors.tsx'
import { field, formErrors, readForm, typed } from '../forms.ts'
import { requireFreshProof } from '../guards.tsx'
import type { PageParts } from '../parts.ts'
import { consoleShell, sendPage } from '../shell.ts'

const HOME = '/console/api-keys'
const DAY_MS = 24 * 3_600_000

const DESCRIPTIONS: Readonly<Record<ApiScope, string>> = {
  'webhooks:read': 'Read webhooks, deliveries and the ledger',
  'webhooks:write': 'Create, change and delete webhooks, resend deliveries',
  'events:read': 'Read the event log, which names every user',
  'users:read': 'Read users',
  'users:write': 'Create, change, block and delete users',
  'settings:read': 'Read settings, custom fields and the list of API keys',
  'settings:write': 'Change settings and custom fields, revoke API keys',
}
const OPTIONS: readonly ScopeOption[] = SCOPES.map((scope) => ({ scope, description: DESCRIPTIONS[scope] }))

const form = z.object({
  name: field.required('Give the key a name.', 100),
  kind: z.enum(['bearer', 'access'], 'Choose what the key is for.').default('bearer'),
  scopes: field.list,
  expires: z.enum(['30', '90', '365', ''], 'Choose how long the key is valid.'),
})

export function apiKeyRoutes({ deps }: PageParts): Router {
  const list = async (req: Request, res: Response, created?: ApiKeysPageProps['created']) =>
    sendPage(
      res,
      <ApiKeysPage
        {...(await consoleShell(req, res))}
        rows={await listApiKeys(deps)}
        now={deps.clock.now()}
        created={created}
      />,
    )
  const showNew = async (req: Request, res: Response, status = 200, errors = {}) => {
    const sent: unknown = req.body?.scopes
    const values = {
      ...typed(req, 'name', 'kind', 'expires'),
      ...(req.method === 'POST' ? { scopes: [sent].flat().map(String) } : {}),
    }
    const shell = await consoleShell(req, res)
    sendPage(res, <NewApiKeyPage {...shell} scopes={OPTIONS} values={values} errors={errors} />, status)
  }

  const router = Router()
  router
    .route('/api-keys')
    .get((req, res) => list(req, res))
    .post(requireFreshProof, async (req, res) => {
      try {
        const { name, kind, scopes, expires } = readForm(form, req)
        // Without a choice the use-case would give every scope.
        if (kind === 'bearer' && scopes.length === 0) throw invalid({ scopes: 'Choose at least one.' })
        const expiresAt = expires === '' ? null : deps.clock.now() + Number(expires) * DAY_MS
        const context = operatorContext(req)
        const { key, secret } =
          kind === 'access'
            ? await createAccessKey(deps, { name, expiresAt }, context)
            : await createApiKey(deps, { name, scopes, expiresAt }, context)
        await list(req, res, { id: key.id, kind, name: key.name, secret })
      } catch (error) {
        const { status, errors } = formErrors(error)
        await showNew(req, res, status, errors)
      }
    })
    .all(methodNotAllowed('GET, HEAD, POST'))

  // The password is asked before the form is filled in, so that nothing typed is lost over it.
  router
    .route('/api-keys/new')
    .get(requireFreshProof, (req, res) => showNew(req, res))
    .all(methodNotAllowed('GET, HEAD'))

  router
    .route('/api-keys/:id')
    .get(async (req, res) => {
      const apiKey = (await listApiKeys(deps)).find((key) => key.id === req.params.id)
      if (!apiKey) throw new Refusal('not_found')
      sendPage(res, <ApiKeyPage {...(await consoleShell(req, res))} apiKey={apiKey} now={deps.clock.now()} />)
    })
    .all(methodNotAllowed('GET, HEAD'))

  router
    .route('/api-keys/:id/revoke')
    .post(async (req, res) => {
      readForm(z.object({}), req)
      const key = await revokeApiKey(deps, { keyId: req.params.id }, operatorContext(req))
      leaveFlash(req, `Key “${key.name}” is revoked.`)
      res.redirect(303, HOME)
    })
    .all(methodNotAllowed('POST'))
  return router
}
