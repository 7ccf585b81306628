import { type Mail, renderMail } from '../layout/mail-layout.tsx'
import { type ChangeMail, changed } from './account-mails.ts'

/** To the owner who asked for the end of the account; `at` is when it comes. */
export function deletionRequestedMail({ site, name, at, ...frame }: ChangeMail): Mail {
  const { t } = frame.reader
  return renderMail(frame, {
    subject: t('mail.leaveSubject', { site }),
    name,
    before: [t('mail.leave', { site }), t('mail.leaveWhen', { at })],
    link: { label: t('mail.leaveLink'), url: `${frame.url}/login` },
    after: [t('mail.leaveElse'), t('mail.leaveNotMe', { url: `${frame.url}/forgot-password` })],
  })
}

/** To the owner after the deletion was called off. */
export function deletionCancelledMail(mail: ChangeMail): Mail {
  const { t } = mail.reader
  const { site } = mail
  return changed(mail, t('mail.keptSubject', { site }), t('mail.kept', { site }))
}

/** To the address of somebody whose account is gone. */
export function accountDeletedMail({ site, name, at, ...frame }: ChangeMail): Mail {
  const { t } = frame.reader
  return renderMail(frame, {
    subject: t('mail.goneSubject', { site }),
    name,
    before: [t('mail.gone', { site, at }), t('mail.goneAgain')],
  })
}
