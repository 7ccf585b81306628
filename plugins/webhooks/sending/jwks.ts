/** Public keys for receivers, as JWK Sets (RFC 7517 §5) at addresses that anybody may read. */
import type { Clock, Database, OpenDocument } from '#gatepost'
import { livePublicKeys } from '../repositories/public-keys.ts'
import { publicJwk } from './key-pair.ts'

const FOLDER = '/.well-known/webhooks'

/** Where the keys of one endpoint stand. A receiver that takes all keys would believe what was sent to another. */
export const jwksPath = (endpointId: string): `/.well-known/${string}` => `${FOLDER}/${endpointId}/jwks.json`

/** A rotated key signs along for a while, so a receiver may keep what it read for this long. */
const KEEP_SECONDS = 300

/** The keys of every endpoint, and those of one. An endpoint without any, or none at all, has an empty set. */
export function jwksDocuments(db: Database, clock: Clock): readonly OpenDocument[] {
  const keys = async (id?: string) => {
    const rows = await livePublicKeys(db.reader, clock.now(), id === undefined ? {} : { id })
    return { keys: rows.map(({ key }) => publicJwk(key)) }
  }
  const document = { type: 'application/jwk-set+json', keepSeconds: KEEP_SECONDS }
  return [
    { ...document, path: `${FOLDER}/jwks.json`, read: () => keys() },
    { ...document, path: jwksPath('{id}'), read: ({ id }) => keys(id) },
  ]
}
