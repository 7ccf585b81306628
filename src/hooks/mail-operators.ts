import type { Tx } from '../db/database.ts'
import type { OperatorNotice } from '../domain/mail.ts'
import type { Clock } from '../lib/clock.ts'
import type { MakeId } from '../lib/ids.ts'
import { insertMail } from '../repositories/mails.ts'
import { listActiveOperators } from '../repositories/operators.ts'
import { findProvenHolder } from '../repositories/users.ts'

interface MailParts {
  readonly clock: Clock
  readonly id: MakeId
}

/**
 * Makes `Host.mailOperators`: a mail to each operator who can act and has an address, in the transaction of its
 * cause. An address that somebody else has proven belongs to them and hears nothing.
 */
export function createMailOperators({ clock, id }: MailParts) {
  return async (tx: Tx, notice: OperatorNotice): Promise<void> => {
    for (const user of await listActiveOperators(tx)) {
      if (user.email === null) continue
      if (!user.emailVerified && (await findProvenHolder(tx, user.email))) continue
      const now = clock.now()
      await insertMail(tx, {
        id: id('mail'),
        template: 'operator_notice',
        recipient: user.email,
        userId: user.id,
        locale: user.locale,
        data: { name: user.name, username: user.username, email: user.email, at: now, notice },
        sealed: null,
        state: 'waiting',
        due: now,
        leaseUntil: null,
        tries: 0,
        lastError: null,
        createdAt: now,
        sentAt: null,
      })
    }
  }
}
