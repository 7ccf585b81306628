import type { Request } from 'express'
import type { ApiKey } from '../../domain/api-key.ts'
import { Refusal } from '../../domain/errors.ts'
import type { ApiOperation } from '../../hooks/contract.ts'
import { authenticateApiKey } from '../../usecases/authenticate-api-key.ts'
import type { Deps } from '../../usecases/deps.ts'

/** The key that a request brings. Refuses with `unauthenticated`. */
export async function keyOf(req: Request, deps: Deps): Promise<ApiKey> {
  const sent = /^Bearer +([\w.~+/=-]{1,500}) *$/i.exec(req.get('authorization') ?? '')?.[1]
  const key = sent === undefined ? undefined : await authenticateApiKey(deps, sent)
  if (key) return key
  throw new Refusal('unauthenticated', {
    message:
      sent === undefined
        ? 'Send a key as Authorization: Bearer gp_….'
        : 'This key is not known, has run out, or was revoked.',
  })
}

export function requireScope({ scope }: ApiOperation, key: ApiKey): void {
  if (scope === 'any' || key.scopes.includes(scope)) return
  throw new Refusal('forbidden', { message: `This key lacks the scope ${scope}.` })
}
