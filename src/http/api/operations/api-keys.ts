import { z } from 'zod'
import { type ApiKey, SCOPES } from '../../../domain/api-key.ts'
import { type ApiOperation, operation } from '../../../hooks/contract.ts'
import type { Deps } from '../../../usecases/deps.ts'
import { listApiKeys } from '../../../usecases/list-api-keys.ts'
import { revokeApiKey } from '../../../usecases/revoke-api-key.ts'
import { pageOf } from '../pages.ts'

const time = z.iso.datetime().nullable()
const keySchema = z.object({
  id: z.string().describe('key_…'),
  kind: z.enum(['bearer', 'access']),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  createdAt: z.iso.datetime(),
  expiresAt: time,
  lastUsedAt: time,
  revokedAt: time,
})
const tag = 'API keys'

/** Keys over the API: seen and ended. None makes another; the console and the command line do. */
export function apiKeyOperations(deps: Deps): readonly ApiOperation[] {
  return [
    operation({
      id: 'listApiKeys',
      method: 'get',
      path: '/api-keys',
      tag,
      summary: 'API keys, newest first, revoked ones included; never their secrets',
      scope: 'settings:read',
      answers: { 200: { description: 'All of them', body: pageOf(keySchema) } },
      async run() {
        return { status: 200, body: { data: (await listApiKeys(deps)).map(keyView), next: null } }
      },
    }),
    operation({
      id: 'revokeApiKey',
      method: 'post',
      path: '/api-keys/{id}/revoke',
      tag,
      summary: 'End a key at once, such as one that leaked',
      scope: 'settings:write',
      params: z.object({ id: z.string() }),
      answers: { 200: { description: 'The key', body: keySchema } },
      run: async ({ params: { id }, context }) => ({
        status: 200,
        body: keyView(await revokeApiKey(deps, { keyId: id }, context)),
      }),
    }),
  ]
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

function keyView({ id, kind, name, scopes, ...key }: ApiKey): z.infer<typeof keySchema> {
  return {
    ...{ id, kind, name, scopes: [...scopes] },
    createdAt: new Date(key.createdAt).toISOString(),
    expiresAt: iso(key.expiresAt),
    lastUsedAt: iso(key.lastUsedAt),
    revokedAt: iso(key.revokedAt),
  }
}
