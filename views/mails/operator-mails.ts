import type { OperatorNotice } from '../../src/domain/mail.ts'
import { type Mail, renderMail } from '../layout/mail-layout.tsx'
import type { MailBase } from './account-mails.ts'

export interface NoticeMail extends MailBase {
  readonly notice: OperatorNotice
  /** When it happened, in words with the zone. */
  readonly at: string
}

/** To an operator: something needs a hand. */
export function operatorNoticeMail({ site, name, notice, at, ...frame }: NoticeMail): Mail {
  return renderMail(frame, {
    subject: `${notice.subject} at ${site}`,
    name,
    before: notice.lines,
    link: { label: notice.action, url: `${frame.url}${notice.path}` },
    after: [`It happened on ${at}. You get this mail since you are an operator of ${site}.`],
  })
}
