/** The mails that Gatepost writes. */
export const MAIL_TEMPLATES = [
  'verify_email',
  'reset_password',
  'invitation',
  'email_already_registered',
  'email_changed',
  'password_changed',
  'factor_added',
  'factor_removed',
  'app_locked',
  'recovery_codes_regenerated',
  'new_device',
  'deletion_requested',
  'deletion_cancelled',
  'account_deleted',
  'operator_notice',
] as const
export type MailTemplate = (typeof MAIL_TEMPLATES)[number]

/** Values of a template that may be read by anyone who reads the database. */
export interface MailData {
  readonly name: string | null
  readonly username: string | null
  /** The address the mail is about. */
  readonly email: string
  /** When a link in it ends, or when the thing it tells of happened or will; UTC epoch milliseconds. */
  readonly at: number
  /** The person's time zone (IANA), where the profile has one. */
  readonly zone?: string
  /** The browser that a `new_device` tells of. */
  readonly device?: MailDevice
  /** What an `operator_notice` says. */
  readonly notice?: OperatorNotice
}

/** A browser as it presented itself. */
export interface MailDevice {
  readonly ip: string | null
  readonly userAgent: string | null
}

/** A mail to every operator when something needs a hand. Plain words; no secret goes in. */
export interface OperatorNotice {
  /** One line. */
  readonly subject: string
  /** What is so and what to do, a paragraph each. */
  readonly lines: readonly string[]
  /** Where to look: a path of this server, and the words of its link. */
  readonly path: `/console/${string}`
  readonly action: string
}

/**
 * `waiting`: to be sent at `due`. `sent`: handed over, its secret wiped. `failed`: given up. `mailbox`: shown on the
 * development mailbox page, since no mail server is set.
 */
export type MailState = 'waiting' | 'sent' | 'failed' | 'mailbox'

/** One mail of the outbox. Times are UTC epoch milliseconds. */
export interface Mail {
  readonly id: string
  readonly template: MailTemplate
  readonly recipient: string
  readonly userId: string | null
  readonly locale: string | null
  readonly data: MailData
  /** The link's token, sealed with the keyring's purpose `mail` and bound to the mail's id; null without a link. */
  readonly sealed: string | null
  readonly state: MailState
  readonly due: number
  readonly leaseUntil: number | null
  readonly tries: number
  readonly lastError: string | null
  readonly createdAt: number
  readonly sentAt: number | null
}
