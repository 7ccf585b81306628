import { type EventContext, headPosition, invalid, Refusal } from '#gatepost'
import { lockLanes } from '../delivery/locks.ts'
import { checkEndpoint } from '../endpoint/check-endpoint.ts'
import {
  type EndpointPatch,
  type EndpointSettings,
  endpointInput,
  endpointPatch,
} from '../endpoint/endpoint.ts'
import { fieldErrors } from '../endpoint/field-errors.ts'
import { changesBetween, configurationEvent } from '../events.ts'
import { beginVersion, type Wanted } from '../repositories/endpoint-versions.ts'
import { lockEndpoint, type StoredEndpoint, updateEndpoint } from '../repositories/endpoints.ts'
import { newSecret, shownSecret } from '../sending/sign.ts'
import type { Deps } from './deps.ts'
import { replaceSecret } from './replace-secret.ts'
import { DEFAULT_OVERLAP_MS } from './rotate-secret.ts'

/**
 * Changes what the patch names, `enabled` apart. What is owed changes from the next position on; how it is sent
 * changes with the next attempt. Another signature takes a new secret, beside which the old one signs along for a
 * day; it is answered where it has to be shown. Throws `invalid` by field, and `not_found`.
 */
export async function editEndpoint(
  deps: Deps,
  id: string,
  patch: EndpointPatch,
  context: EventContext,
  unchanged?: (present: StoredEndpoint) => void,
): Promise<string | null> {
  const parsed = endpointPatch.safeParse(patch)
  if (!parsed.success) throw invalid(fieldErrors(parsed.error))
  const installation = deps.installation()
  // A name server is asked before the transaction, never inside.
  const refused = parsed.data.url === undefined ? undefined : await deps.resolveUrl(parsed.data.url)
  const fresh = parsed.data.signature && newSecret(parsed.data.signature)
  const shown = await deps.db.transaction(async (tx) => {
    await lockLanes(tx, deps.db.dialect)
    const endpoint = await lockEndpoint(tx, deps.db.dialect, deps.keyring, id)
    if (!endpoint) throw new Refusal('not_found')
    unchanged?.(endpoint)
    const before = settingsOf(endpoint)
    const after = { ...before, ...parsed.data, enabled: endpoint.enabled }
    const wrong = { ...(refused ? { url: refused } : {}), ...checkEndpoint(after, installation) }
    if (Object.keys(wrong).length > 0) throw invalid(wrong)
    const changes = changesBetween(before, after)
    // What cannot be opened is replaced only where it was typed anew.
    const typed = SEALED.some((key) => parsed.data[key] !== undefined)
    if (Object.keys(changes).length === 0 && !(endpoint.unreadable && typed)) return null
    const reseal = typed || !endpoint.unreadable
    await updateEndpoint(tx, deps.keyring, endpoint, after, deps.clock.now(), reseal)
    if (JSON.stringify(wanted(before)) !== JSON.stringify(wanted(after)))
      await beginVersion(tx, endpoint.num, after, await headPosition(tx))
    await deps.announce(tx, configurationEvent('updated', { id, ...after }, changes, context))
    if (fresh === undefined || after.signature === before.signature) return null
    await replaceSecret(tx, deps, endpoint.num, fresh, DEFAULT_OVERLAP_MS)
    await deps.announce(tx, configurationEvent('secret_rotated', { id, ...after }, {}, context))
    return shownSecret(fresh)
  })
  deps.wake()
  return shown
}

const SEALED = ['headers', 'auth', 'genauthSecret'] as const
const SETTINGS = Object.keys(endpointInput.shape) as (keyof EndpointSettings)[]

function settingsOf(endpoint: StoredEndpoint): EndpointSettings {
  const entries = SETTINGS.map((key) => [key, endpoint[key]])
  return endpointInput.parse(Object.fromEntries(entries))
}

const wanted = ({ ordered, events, filter, format, includeFailedLogins }: Wanted): unknown => [
  ordered,
  events,
  filter,
  format,
  includeFailedLogins,
]
