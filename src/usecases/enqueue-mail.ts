import type { MailDevice, MailTemplate } from '../domain/mail.ts'
import type { User } from '../domain/user.ts'
import type { Tx } from '../repositories/connection.ts'
import { insertMail } from '../repositories/mails.ts'
import { findProvenHolder } from '../repositories/users.ts'
import type { Deps } from './deps.ts'
import type { IssuedToken } from './issue-token.ts'

/**
 * Puts a mail to `user` at `recipient` into the outbox, in the transaction of its cause. A link's token is sealed
 * until the mail is sent.
 */
export async function enqueueMail(
  deps: Deps,
  tx: Tx,
  mail: {
    readonly template: MailTemplate
    readonly user: User
    readonly recipient: string
    /** The address the mail is about, where that is not the recipient. */
    readonly about?: string
    readonly link?: IssuedToken
    readonly device?: MailDevice
    /** When what it tells of happens, where that is not now. */
    readonly at?: number
  },
): Promise<void> {
  const id = deps.id('mail')
  const now = deps.clock.now()
  await insertMail(tx, {
    id,
    template: mail.template,
    recipient: mail.recipient,
    userId: mail.user.id,
    locale: mail.user.locale,
    data: {
      name: mail.user.name,
      username: mail.user.username,
      email: mail.about ?? mail.recipient,
      at: mail.link?.expiresAt ?? mail.at ?? now,
      ...(mail.user.zoneinfo === null ? {} : { zone: mail.user.zoneinfo }),
      ...(mail.device === undefined ? {} : { device: mail.device }),
    },
    sealed: mail.link ? deps.keyring.seal('mail', mail.link.token, id) : null,
    state: 'waiting',
    due: now,
    leaseUntil: null,
    tries: 0,
    lastError: null,
    createdAt: now,
    sentAt: null,
  })
}

/**
 * Tells a user by mail what happened to the account. An address that somebody else has proven belongs to them and
 * hears nothing of this user.
 */
export async function tellUser(
  deps: Deps,
  tx: Tx,
  template: MailTemplate,
  user: User,
  more: { readonly device?: MailDevice; readonly at?: number } = {},
): Promise<void> {
  if (user.email === null) return
  if (!user.emailVerified && (await findProvenHolder(tx, user.email))) return
  await enqueueMail(deps, tx, { template, user, recipient: user.email, ...more })
}
