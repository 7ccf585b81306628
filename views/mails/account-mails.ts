import { type Mail, renderMail } from '../layout/mail-layout.tsx'

/** What every mail needs to know. */
export interface MailBase {
  /** The server as people know it: `id.example.org`. */
  readonly site: string
  /** The person's name, if there is one. */
  readonly name?: string | null
}

export interface LinkMail extends MailBase {
  /** The whole address, made from `GATEPOST_URL`. */
  readonly url: string
  /** Until when the link works, in words with the zone: `23 Nov 2026, 10:57:31 UTC`. */
  readonly until: string
}

/** To an address that somebody gave as theirs. */
export function verifyEmailMail({ site, name, url, until }: LinkMail): Mail {
  return renderMail({
    subject: `Confirm your e-mail address for ${site}`,
    site,
    name,
    before: [`This address was given for an account at ${site}. Open the link to confirm that it is yours.`],
    link: { label: 'Confirm the address', url },
    after: [
      `The link works once, until ${until}.`,
      'If you know nothing of it, leave it: without the link nobody can use your address there.',
    ],
  })
}

/** To the owner of an account who asked for a new password. */
export function resetPasswordMail({ site, name, url, until }: LinkMail): Mail {
  return renderMail({
    subject: `A new password for ${site}`,
    site,
    name,
    before: [`Somebody asked for a new password for your account at ${site}. Open the link to choose one.`],
    link: { label: 'Choose a new password', url },
    after: [
      `The link works once, until ${until}. It ends all sessions and does not turn off a second factor.`,
      'If it was not you, leave it: the password stays as it is.',
    ],
  })
}

/** To somebody for whom an operator made an account. */
export function invitationMail({ site, name, url, until }: LinkMail): Mail {
  return renderMail({
    subject: `Your account at ${site}`,
    site,
    name,
    before: [`An account at ${site} was made for you. Open the link to choose its password.`],
    link: { label: 'Choose a password', url },
    after: [
      `The link works once, until ${until}. If it is too old, ask the people who run the server for another.`,
    ],
  })
}

export interface AlreadyRegisteredMail extends MailBase {
  readonly loginUrl: string
  readonly forgotUrl: string
}

/** To the owner of an address with which somebody tried to register again. */
export function emailAlreadyRegisteredMail({ site, name, loginUrl, forgotUrl }: AlreadyRegisteredMail): Mail {
  return renderMail({
    subject: `You already have an account at ${site}`,
    site,
    name,
    before: [
      `Somebody tried to register at ${site} with this address. It belongs to your account already, so no new one was made.`,
      'If it was you, sign in instead.',
    ],
    link: { label: 'Sign in', url: loginUrl },
    after: [
      `If you forgot the password, choose a new one at ${forgotUrl}`,
      'If it was not you, there is nothing to do. Whoever tried was told nothing about your account.',
    ],
  })
}

export interface ChangeMail extends MailBase {
  /** When it happened, in words with the zone: `23 Nov 2026, 09:57:31 UTC`. */
  readonly when: string
  /** From which address, if known. */
  readonly ip?: string | null
  /** Where to go when it was not you. */
  readonly forgotUrl: string
}

function changed(subject: string, what: string, mail: ChangeMail): Mail {
  const from = mail.ip ? `, from ${mail.ip}` : ''
  return renderMail({
    subject,
    site: mail.site,
    name: mail.name,
    before: [`${what} It happened on ${mail.when}${from}.`, 'If it was you, there is nothing to do.'],
    link: { label: 'It was not me: choose a new password', url: mail.forgotUrl },
    after: [
      'A new password ends all sessions. Then look at your second factor, and tell the people who run the server.',
    ],
  })
}

/** To the owner after the password became new, by change or by reset. */
export function passwordChangedMail(mail: ChangeMail): Mail {
  return changed(
    `Your password at ${mail.site} was changed`,
    `The password of your account at ${mail.site} is new.`,
    mail,
  )
}

/** To the old address after the account took another one. */
export function emailChangedMail(mail: ChangeMail & { readonly email: string }): Mail {
  return changed(
    `The e-mail address of your account at ${mail.site} was changed`,
    `The account at ${mail.site} that used this address now uses ${mail.email}.`,
    mail,
  )
}

/** To the owner after a second factor was confirmed. */
export function factorAddedMail(mail: ChangeMail): Mail {
  return changed(
    `A second factor was added at ${mail.site}`,
    `Signing in to your account at ${mail.site} now also asks for a code of an authenticator app.`,
    mail,
  )
}

/** To the owner after the second factor was taken away. */
export function factorRemovedMail(mail: ChangeMail): Mail {
  return changed(
    `The second factor was removed at ${mail.site}`,
    `Signing in to your account at ${mail.site} no longer asks for a second factor: the password alone opens it.`,
    mail,
  )
}

/** To the owner after the recovery codes were made anew. */
export function recoveryCodesRegeneratedMail(mail: ChangeMail): Mail {
  return changed(
    `New recovery codes at ${mail.site}`,
    `Your account at ${mail.site} has ten new recovery codes. The old ones no longer work.`,
    mail,
  )
}

/** To the owner after a sign-in from a browser that never signed in to the account before. */
export function newDeviceMail(mail: ChangeMail & { readonly browser: string }): Mail {
  return changed(
    `A new browser signed in to your account at ${mail.site}`,
    `Somebody signed in to your account at ${mail.site} from a browser that had not done so before: ${mail.browser}.`,
    mail,
  )
}
