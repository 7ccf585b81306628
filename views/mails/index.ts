import type { MailData, MailTemplate } from '../../src/domain/mail.ts'
import { CONSOLE_READER, createReader, languageOf } from '../languages/index.ts'
import type { Mail } from '../layout/mail-layout.tsx'
import { browserWords, describeBrowser } from '../pages/describe-browser.ts'
import { PRODUCT_NAME, type SiteLook } from '../partials/site-look.ts'
import * as mails from './account-mails.ts'
import * as leaving from './leaving-mails.ts'
import { operatorNoticeMail } from './operator-mails.ts'

export interface MailToRender {
  readonly template: MailTemplate
  readonly data: MailData
  /** The language tag of the person's profile; English without one of ours. */
  readonly locale: string | null
  /** The opened token of its link; null where there is none, or where it was wiped. */
  readonly token: string | null
}

/** The server that a mail comes from. */
export interface MailSender {
  /** Its own address without a slash at the end. */
  readonly url: string
  readonly look: SiteLook
}

/** Words of a mail of the outbox, in the language and the time zone of the person. */
export function renderAccountMail(mail: MailToRender, { url, look }: MailSender): Mail {
  const { template, data, token } = mail
  const reader = createReader(languageOf(mail.locale ?? '') ?? 'en', data.zone ?? null)
  const site = look.productName === PRODUCT_NAME ? new URL(url).host : look.productName
  const base = { reader, look, url, site, name: data.name ?? data.username }
  const at = reader.time(data.at, 'full')
  const link = (path: string) => ({ ...base, until: at, href: `${url}${path}?token=${token ?? 'wiped'}` })
  switch (template) {
    case 'verify_email':
      return mails.verifyEmailMail(link('/verify-email'))
    case 'reset_password':
      return mails.resetPasswordMail(link('/reset-password'))
    case 'invitation':
      return mails.invitationMail(link('/reset-password'))
    case 'email_already_registered':
      return mails.emailAlreadyRegisteredMail(base)
    case 'email_changed':
      return mails.emailChangedMail({ ...base, at, email: data.email })
    case 'password_changed':
      return mails.passwordChangedMail({ ...base, at })
    case 'factor_added':
      return mails.factorAddedMail({ ...base, at })
    case 'factor_removed':
      return mails.factorRemovedMail({ ...base, at })
    case 'app_locked':
      return mails.appLockedMail({ ...base, at })
    case 'recovery_codes_regenerated':
      return mails.recoveryCodesRegeneratedMail({ ...base, at })
    case 'new_device': {
      const browser = browserWords(describeBrowser(data.device?.userAgent ?? null), reader.t)
      return mails.newDeviceMail({ ...base, at, ip: data.device?.ip ?? null, browser })
    }
    case 'deletion_requested':
      return leaving.deletionRequestedMail({ ...base, at })
    case 'deletion_cancelled':
      return leaving.deletionCancelledMail({ ...base, at })
    case 'account_deleted':
      return leaving.accountDeletedMail({ ...base, at })
    case 'operator_notice':
      if (!data.notice) throw new Error('a notice to operators has no words')
      // In English as the console that it leads to.
      return operatorNoticeMail({
        ...base,
        reader: CONSOLE_READER,
        at: CONSOLE_READER.time(data.at, 'full'),
        notice: data.notice,
      })
  }
}
