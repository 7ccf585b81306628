import type { MailData, MailTemplate } from '../../src/domain/mail.ts'
import type { Mail } from '../layout/mail-layout.tsx'
import { describeBrowser } from '../pages/describe-browser.ts'
import { formatTime } from '../partials/time.tsx'
import * as mails from './account-mails.ts'
import { operatorNoticeMail } from './operator-mails.ts'

export interface MailToRender {
  readonly template: MailTemplate
  readonly data: MailData
  /** The opened token of its link; null where there is none, or where it was wiped. */
  readonly token: string | null
}

/** Words of a mail of the outbox. `url` is the server's own address without a slash at the end. */
export function renderAccountMail({ template, data, token }: MailToRender, url: string): Mail {
  const base = { site: new URL(url).host, name: data.name ?? data.username }
  const when = formatTime(data.at, 'full')
  const link = (path: string) => ({ ...base, until: when, url: `${url}${path}?token=${token ?? 'wiped'}` })
  const forgotUrl = `${url}/forgot-password`
  switch (template) {
    case 'verify_email':
      return mails.verifyEmailMail(link('/verify-email'))
    case 'reset_password':
      return mails.resetPasswordMail(link('/reset-password'))
    case 'invitation':
      return mails.invitationMail(link('/reset-password'))
    case 'email_already_registered':
      return mails.emailAlreadyRegisteredMail({ ...base, loginUrl: `${url}/login`, forgotUrl })
    case 'email_changed':
      return mails.emailChangedMail({ ...base, when, forgotUrl, email: data.email })
    case 'password_changed':
      return mails.passwordChangedMail({ ...base, when, forgotUrl })
    case 'factor_added':
      return mails.factorAddedMail({ ...base, when, forgotUrl })
    case 'factor_removed':
      return mails.factorRemovedMail({ ...base, when, forgotUrl })
    case 'recovery_codes_regenerated':
      return mails.recoveryCodesRegeneratedMail({ ...base, when, forgotUrl })
    case 'new_device': {
      const { words } = describeBrowser(data.device?.userAgent ?? null)
      return mails.newDeviceMail({ ...base, when, forgotUrl, ip: data.device?.ip ?? null, browser: words })
    }
    case 'operator_notice':
      if (!data.notice) throw new Error('a notice to operators has no words')
      return operatorNoticeMail({ ...base, when, url, notice: data.notice })
  }
}
