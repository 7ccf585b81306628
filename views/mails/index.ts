import type { Mail } from '../layout/mail-layout.tsx'
import * as mails from './account-mails.ts'

export * from './account-mails.ts'

/** Which data each template wants; the names are those of the `mails` table. */
export interface MailTemplates {
  readonly verify_email: mails.LinkMail
  readonly reset_password: mails.LinkMail
  readonly email_already_registered: mails.AlreadyRegisteredMail
  readonly password_changed: mails.ChangeMail
  readonly factor_added: mails.ChangeMail
  readonly factor_removed: mails.ChangeMail
  readonly recovery_codes_regenerated: mails.ChangeMail
}
export type MailTemplateName = keyof MailTemplates

/** Every template by its name. */
export const MAIL_TEMPLATES: { readonly [Name in MailTemplateName]: (data: MailTemplates[Name]) => Mail } = {
  verify_email: mails.verifyEmailMail,
  reset_password: mails.resetPasswordMail,
  email_already_registered: mails.emailAlreadyRegisteredMail,
  password_changed: mails.passwordChangedMail,
  factor_added: mails.factorAddedMail,
  factor_removed: mails.factorRemovedMail,
  recovery_codes_regenerated: mails.recoveryCodesRegeneratedMail,
}
