import type { Transporter } from 'nodemailer'

/** A mail ready to go. */
export interface OutgoingMail {
  /** The outbox row's id; part of the Message-ID, so that a repeat is known as one. */
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Hands a mail to a mail server. Throws when the server did not take it. */
export interface MailTransport {
  send(mail: OutgoingMail): Promise<void>
  close(): void
}

const TIMEOUT_MS = 20_000

/** SMTP through nodemailer, loaded on the first mail. `from` is the sender, `host` the right side of Message-IDs. */
export function smtpTransport(smtpUrl: string, from: string, host: string): MailTransport {
  let transporter: Promise<Transporter> | undefined
  const connect = async (): Promise<Transporter> => {
    const { createTransport } = await import('nodemailer')
    return createTransport({
      url: smtpUrl,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    })
  }
  return {
    async send({ id, to, ...content }) {
      transporter ??= connect()
      await (await transporter).sendMail({ from, to, messageId: `<${id}@${host}>`, ...content })
    },
    close: () => void transporter?.then((open) => open.close()),
  }
}
