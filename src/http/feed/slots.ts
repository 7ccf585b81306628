import { Refusal } from '../../domain/errors.ts'

/** Streams and long polls under way on this node at once, over all keys and for one key. */
const ON_A_NODE = 500
const FOR_A_KEY = 20
const RETRY_AFTER_S = 10

/** Takes a place for a reader of the feed, and answers what gives it back. Refuses with `too_many` or `busy`. */
export type TakeSlot = (keyId: string) => () => void

export function createSlots(): TakeSlot {
  const taken = new Map<string, number>()
  let all = 0
  return (keyId) => {
    const own = taken.get(keyId) ?? 0
    if (own >= FOR_A_KEY)
      throw new Refusal('too_many', {
        message: `This key reads the feed ${FOR_A_KEY} times at once here already. End one of them first.`,
        retryAfter: RETRY_AFTER_S,
      })
    if (all >= ON_A_NODE) throw new Refusal('busy', { retryAfter: RETRY_AFTER_S })
    taken.set(keyId, own + 1)
    all += 1
    return () => {
      all -= 1
      const left = (taken.get(keyId) ?? 1) - 1
      if (left > 0) taken.set(keyId, left)
      else taken.delete(keyId)
    }
  }
}
