import { type Mail, type MailFrame, renderMail } from '../layout/mail-layout.tsx'

/** What every mail needs to know. */
export interface MailBase extends MailFrame {
  /** What persons call the server: the name the operator gave it, or its host. */
  readonly site: string
  /** The person's name, if there is one. */
  readonly name?: string | null
}

export interface LinkMail extends MailBase {
  /** The whole address of the link, made from `GATEPOST_URL`. */
  readonly href: string
  /** Until when the link works, in words with the zone. */
  readonly until: string
}

/** To an address that somebody gave as theirs. */
export function verifyEmailMail({ site, name, href, until, ...frame }: LinkMail): Mail {
  const { t } = frame.reader
  return renderMail(frame, {
    subject: t('mail.verifySubject', { site }),
    name,
    before: [t('mail.verify', { site })],
    link: { label: t('mail.verifyLink'), url: href },
    after: [t('mail.once', { until }), t('mail.verifyElse')],
  })
}

/** To the owner of an account who asked for a new password. */
export function resetPasswordMail({ site, name, href, until, ...frame }: LinkMail): Mail {
  const { t } = frame.reader
  return renderMail(frame, {
    subject: t('mail.resetSubject', { site }),
    name,
    before: [t('mail.reset', { site })],
    link: { label: t('mail.resetLink'), url: href },
    after: [t('mail.resetOnce', { until }), t('mail.resetElse')],
  })
}

/** To somebody for whom an operator made an account. */
export function invitationMail({ site, name, href, until, ...frame }: LinkMail): Mail {
  const { t } = frame.reader
  return renderMail(frame, {
    subject: t('mail.inviteSubject', { site }),
    name,
    before: [t('mail.invite', { site })],
    link: { label: t('mail.inviteLink'), url: href },
    after: [t('mail.inviteOnce', { until })],
  })
}

/** To the owner of an address with which somebody tried to register again. */
export function emailAlreadyRegisteredMail({ site, name, ...frame }: MailBase): Mail {
  const { t } = frame.reader
  return renderMail(frame, {
    subject: t('mail.registeredSubject', { site }),
    name,
    before: [t('mail.registered', { site }), t('mail.registeredYou')],
    link: { label: t('mail.registeredLink'), url: `${frame.url}/login` },
    after: [t('mail.registeredForgot', { url: `${frame.url}/forgot-password` }), t('mail.registeredElse')],
  })
}

export interface ChangeMail extends MailBase {
  /** When it happened, in words with the zone. */
  readonly at: string
  /** From which address, if known. */
  readonly ip?: string | null
}

/** To the owner of an account: `what` happened to it, and what to do if it was not them. */
export function changed({ at, ip, name, ...frame }: ChangeMail, subject: string, what: string): Mail {
  const { t } = frame.reader
  return renderMail(frame, {
    subject,
    name,
    before: [
      ip ? t('mail.happenedFrom', { what, at, ip }) : t('mail.happened', { what, at }),
      t('mail.itWasYou'),
    ],
    link: { label: t('mail.notMe'), url: `${frame.url}/forgot-password` },
    after: [t('mail.notMeThen')],
  })
}

/** To the owner after the password became new, by change or by reset. */
export function passwordChangedMail(mail: ChangeMail): Mail {
  const { t } = mail.reader
  const { site } = mail
  return changed(mail, t('mail.passwordSubject', { site }), t('mail.passwordChanged', { site }))
}

/** To the old address after the account took another one. */
export function emailChangedMail(mail: ChangeMail & { readonly email: string }): Mail {
  const { t } = mail.reader
  const { site, email } = mail
  return changed(mail, t('mail.emailSubject', { site }), t('mail.emailChanged', { site, email }))
}

/** To the owner after a second factor was confirmed. */
export function factorAddedMail(mail: ChangeMail): Mail {
  const { t } = mail.reader
  const { site } = mail
  return changed(mail, t('mail.factorAddedSubject', { site }), t('mail.factorAdded', { site }))
}

/** To the owner after the second factor was taken away. */
export function factorRemovedMail(mail: ChangeMail): Mail {
  const { t } = mail.reader
  const { site } = mail
  return changed(mail, t('mail.factorRemovedSubject', { site }), t('mail.factorRemoved', { site }))
}

/** To the owner after so many wrong codes that the app takes none any more. Whoever typed them had the password. */
export function appLockedMail({ site, name, at, ...frame }: ChangeMail): Mail {
  const { t } = frame.reader
  return renderMail(frame, {
    subject: t('mail.appLockedSubject', { site }),
    name,
    before: [t('mail.appLocked', { site, at }), t('mail.appLockedOpen')],
    link: { label: t('mail.notMe'), url: `${frame.url}/forgot-password` },
    after: [t('mail.appLockedPassword')],
  })
}

/** To the owner after the recovery codes were made anew. */
export function recoveryCodesRegeneratedMail(mail: ChangeMail): Mail {
  const { t } = mail.reader
  const { site } = mail
  return changed(mail, t('mail.codesSubject', { site }), t('mail.codes', { site }))
}

/** To the owner after a sign-in from a browser that never signed in to the account before. */
export function newDeviceMail(mail: ChangeMail & { readonly browser: string }): Mail {
  const { t } = mail.reader
  const { site, browser } = mail
  return changed(mail, t('mail.deviceSubject', { site }), t('mail.device', { site, browser }))
}
