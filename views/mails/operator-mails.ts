import type { OperatorNotice } from '../../src/domain/mail.ts'
import { type Mail, renderMail } from '../layout/mail-layout.tsx'
import type { MailBase } from './account-mails.ts'

export interface NoticeMail extends MailBase {
  readonly notice: OperatorNotice
  /** The server's own address without a slash at the end. */
  readonly url: string
  /** When it happened, in words with the zone. */
  readonly when: string
}

/** To an operator: something needs a hand. */
export function operatorNoticeMail({ site, name, notice, url, when }: NoticeMail): Mail {
  return renderMail({
    subject: `${notice.subject} at ${site}`,
    site,
    name,
    before: notice.lines,
    link: { label: notice.action, url: `${url}${notice.path}` },
    after: [`It happened on ${when}. You get this mail since you are an operator of ${site}.`],
  })
}
