import { type EventContext, headPosition, invalid } from '#gatepost'
import { freshRuntime } from '../delivery/breaker.ts'
import { lockLanes } from '../delivery/locks.ts'
import { checkEndpoint } from '../endpoint/check-endpoint.ts'
import { type EndpointInput, endpointInput } from '../endpoint/endpoint.ts'
import { fieldErrors } from '../endpoint/field-errors.ts'
import { configurationEvent } from '../events.ts'
import { beginVersion } from '../repositories/endpoint-versions.ts'
import { insertEndpoint } from '../repositories/endpoints.ts'
import { insertRuntime } from '../repositories/runtime.ts'
import { insertSecret } from '../repositories/secrets.ts'
import { newSecret, shownSecret } from '../sending/sign.ts'
import type { Deps } from './deps.ts'

/**
 * Makes an endpoint; it is owed every matching event from the next position on. Answers its public id and its
 * signing secret, which is null for a key pair. Throws `invalid` with what is wrong, by field.
 */
export async function createEndpoint(
  deps: Deps,
  input: EndpointInput,
  context: EventContext,
): Promise<{ id: string; secret: string | null }> {
  const parsed = endpointInput.safeParse(input)
  if (!parsed.success) throw invalid(fieldErrors(parsed.error))
  const settings = parsed.data
  const wrong = checkEndpoint(settings, deps.installation())
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  const refused = await deps.resolveUrl(settings.url)
  if (refused) throw invalid({ url: refused })
  const id = deps.id('ep')
  const secret = newSecret(settings.signature)
  await deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    await lockLanes(tx, deps.db.dialect)
    const num = await insertEndpoint(tx, deps.keyring, id, settings, now)
    await insertRuntime(tx, freshRuntime(num))
    await insertSecret(tx, deps.keyring, { id: deps.id('sec'), endpoint: num, secret, createdAt: now })
    await beginVersion(tx, num, settings, await headPosition(tx))
    await deps.announce(tx, configurationEvent('created', { id, ...settings }, {}, context))
  })
  return { id, secret: shownSecret(secret) }
}
