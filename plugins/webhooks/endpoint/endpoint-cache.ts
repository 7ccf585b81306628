import type { Database, Keyring } from '#gatepost'
import { endpointsByNum, type StoredEndpoint } from '../repositories/endpoints.ts'
import { secretsOf } from '../repositories/secrets.ts'
import type { EndpointSecret } from './endpoint.ts'

/** An endpoint ready for sending: configuration and secrets, opened. */
export interface ReadyEndpoint {
  readonly endpoint: StoredEndpoint
  readonly secrets: readonly EndpointSecret[]
  /** The receiver's host and port. */
  readonly host: string
  /** Headers or the current secret are sealed under another master key: nothing can be sent as it should be. */
  readonly unreadable: boolean
}

/**
 * Endpoints by number, read again once a claim reports a newer version. A read after the claim sees that version
 * or a later one, so that the newest settings always apply.
 */
export class EndpointCache {
  readonly #db: Database
  readonly #keyring: Keyring
  readonly #ready = new Map<number, ReadyEndpoint>()

  constructor(db: Database, keyring: Keyring) {
    this.#db = db
    this.#keyring = keyring
  }

  /** Makes sure that these are here in at least these versions. */
  async refresh(wanted: Iterable<{ readonly endpoint: number; readonly version: number }>): Promise<void> {
    const stale = new Set<number>()
    for (const { endpoint, version } of wanted)
      if ((this.#ready.get(endpoint)?.endpoint.version ?? -1) < version) stale.add(endpoint)
    if (stale.size === 0) return
    const nums = [...stale]
    const endpoints = await endpointsByNum(this.#db.reader, this.#keyring, nums)
    const secrets = await secretsOf(this.#db.reader, this.#keyring, nums)
    for (const endpoint of endpoints) {
      // Whoever asked later may have been answered sooner.
      if ((this.#ready.get(endpoint.num)?.endpoint.version ?? -1) > endpoint.version) continue
      const own = secrets.filter((secret) => secret.endpoint === endpoint.num)
      const unreadable =
        endpoint.unreadable || own.some(({ secret, expiresAt }) => secret === null && expiresAt === null)
      this.#ready.set(endpoint.num, { endpoint, secrets: own, host: new URL(endpoint.url).host, unreadable })
    }
  }

  get(num: number): ReadyEndpoint | undefined {
    return this.#ready.get(num)
  }
}
