import type { Database, Subscriber, Tx } from '#gatepost'
import { answeredAttempts, forgetAnswers, usersWithOpen } from './repositories/erasure.ts'
import { removeTypedAbout } from './repositories/typed-messages.ts'

/** Attempts worked on in one transaction: an answer may be 16 kB. */
const SLICE = 100

/**
 * This plugin's part in the erasure of deleted users: their payloads stay while a delivery about them is open, and
 * what receivers answered to their deliveries goes with them. Bodies that were sent are not stored, but for those that
 * somebody typed: where the user is named in one, it goes as a whole.
 */
export function createErasure(db: Database): Required<Pick<Subscriber, 'owesAbout' | 'erase'>> {
  return {
    owesAbout: (userIds) => usersWithOpen(db.reader, userIds),
    async erase(userId) {
      let ids: number[]
      do {
        ids = await answeredAttempts(db.reader, userId, SLICE)
        if (ids.length > 0) await db.transaction((tx) => forgetAnswers(tx, db.dialect, ids))
      } while (ids.length === SLICE)
      const forget = (tx: Tx) => removeTypedAbout(tx, db.dialect, userId, SLICE)
      while ((await db.transaction(forget)) === SLICE);
    },
  }
}
