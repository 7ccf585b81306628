import type { Database, Tx } from '../db/database.ts'
import { withRider } from '../db/riders.ts'
import { Refusal } from '../domain/errors.ts'
import {
  IDEMPOTENCY_KEPT_MS,
  type IdempotentCalls,
  type KeptAnswer,
  type OnceCall,
  type OnceOutcome,
} from '../domain/idempotency.ts'
import type { Clock } from '../lib/clock.ts'
import { faultPoint } from '../lib/fault-point.ts'
import { hashToken, type Keyring, randomToken } from '../lib/secrets.ts'

/** A call that takes longer was cut off: nothing that the API does takes a tenth of it. */
const LEASE_MS = 60_000
const SWEEP_SLICE = 1000

interface CallRow {
  id: string
  fingerprint: string
  token: string
  lease_until: number
  committed: boolean
  answer: string | null
  expires_at: number
}

/** The calls with an Idempotency-Key, in the table `idempotent_calls`; answers are sealed, since they may hold secrets. */
export function createIdempotentCalls(
  { transaction, dialect }: Database,
  keyring: Keyring,
  clock: Clock,
): IdempotentCalls & {
  /** After the start of the only server: whoever held a lease is gone. */
  freeLeases(): Promise<void>
  /** Removes at most one slice of what is too old; answers how many. */
  sweep(): Promise<number>
} {
  const table = (tx: Tx) => tx<CallRow>('idempotent_calls')

  const opened = (row: CallRow): OnceOutcome => {
    try {
      const answer: KeptAnswer = JSON.parse(keyring.open('idempotency', row.answer ?? '', row.id))
      return { state: 'answered', answer, again: true }
    } catch {
      // Sealed under another master key.
      return { state: 'lost' }
    }
  }

  /** Takes the turn for a new call; answers what became of one that is known. */
  const begin = (id: string, fingerprint: string, token: string): Promise<OnceOutcome | 'begun'> =>
    transaction(async (tx) => {
      const now = clock.now()
      const fresh: CallRow = {
        ...{ id, fingerprint, token, committed: false, answer: null },
        lease_until: now + LEASE_MS,
        expires_at: now + IDEMPOTENCY_KEPT_MS,
      }
      const made = await table(tx).insert(fresh).onConflict('id').ignore().returning('id')
      if (made.length > 0) return 'begun'
      const row: CallRow | undefined = await dialect.forUpdate(table(tx).where({ id })).first('*')
      if (row && row.expires_at > now) {
        if (row.fingerprint !== fingerprint) return { state: 'other' }
        if (row.answer !== null) return opened(row)
        if (row.lease_until > now) return { state: 'running' }
        if (row.committed) return { state: 'lost' }
      }
      await table(tx).insert(fresh).onConflict('id').merge()
      return 'begun'
    })

  /** What was done stays done and is answered, also where the database is away the moment after: the lease then ends. */
  const settled = (work: (tx: Tx) => Promise<unknown>) => transaction(work).catch(() => {})

  return {
    async once({ apiKeyId, key, request }: OnceCall, work) {
      const id = hashToken(JSON.stringify([apiKeyId, key]))
      const token = randomToken(128)
      // A body may hold a password: nobody can try guesses on its fingerprint without the master key.
      const known = await begin(id, keyring.mac('idempotency', request), token)
      if (known !== 'begun') return known
      const mark = async (tx: Tx) => {
        if ((await table(tx).where({ id, token }).update({ committed: true })) === 0)
          throw new Refusal('idempotency_running')
      }
      let answer: KeptAnswer
      try {
        answer = await withRider(mark, work)
      } catch (error) {
        await settled(async (tx) => {
          await table(tx).where({ id, token, committed: false }).delete()
          await table(tx).where({ id, token }).update({ lease_until: 0 })
        })
        throw error
      }
      faultPoint('before-keeping-answer')
      const sealed = keyring.seal('idempotency', JSON.stringify(answer), id)
      await settled((tx) => table(tx).where({ id, token }).update({ answer: sealed }))
      return { state: 'answered', answer, again: false }
    },
    async freeLeases() {
      await transaction((tx) => table(tx).where('lease_until', '>', 0).update({ lease_until: 0 }))
    },
    sweep: () =>
      transaction(async (tx) => {
        const slice = table(tx).where('expires_at', '<=', clock.now()).limit(SWEEP_SLICE).select('id')
        return table(tx).whereIn('id', slice).delete()
      }),
  }
}
