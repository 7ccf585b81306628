import { Refusal } from '../domain/errors.ts'
import type { Mail } from '../domain/mail.ts'
import { findMail, listMails } from '../repositories/mails.ts'
import type { Deps } from './deps.ts'

/** A mail as the development mailbox shows it, with the token of its link. */
export interface MailboxItem {
  readonly mail: Mail
  readonly token: string | null
}

/** The newest mails that were put into the mailbox, for want of a mail server. Refuses in production mode. */
export async function listMailbox(deps: Deps, input: { readonly limit: number }): Promise<MailboxItem[]> {
  refuseInProduction(deps)
  const mails = await listMails(deps.reader, { states: ['mailbox'], limit: input.limit })
  return mails.map((mail) => open(deps, mail))
}

/** Refuses with `not_found`, in production mode for every mail. */
export async function readMailboxItem(deps: Deps, id: string): Promise<MailboxItem> {
  refuseInProduction(deps)
  const mail = await findMail(deps.reader, id)
  if (mail?.state !== 'mailbox') throw new Refusal('not_found')
  return open(deps, mail)
}

function refuseInProduction(deps: Deps): void {
  if (deps.rules.production) throw new Refusal('not_found')
}

function open(deps: Deps, mail: Mail): MailboxItem {
  return { mail, token: mail.sealed === null ? null : deps.keyring.open('mail', mail.sealed, mail.id) }
}
