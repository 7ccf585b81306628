import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import type { Scope } from './scope.ts'
import { until } from './wait.ts'

export interface ReceivedMail {
  /** Addresses of the envelope: where it was really sent. */
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly parsed: ParsedMail
}

export interface MailServer {
  /** For the setting `SMTP_URL`. */
  readonly url: string
  mails(): readonly ReceivedMail[]
  /** Waits for the newest mail to this address whose subject fits. */
  mailTo(address: string, subject?: RegExp): Promise<ReceivedMail>
}

/** A real SMTP server on the loopback that keeps all it is given. */
export async function startMailServer(scope: Scope): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      simpleParser(stream).then((parsed) => {
        const { subject = '', text = '', html } = parsed
        const to = session.envelope.rcptTo.map(({ address }) => address)
        mails.push({ to, subject, text, html: html || '', parsed })
        done()
      }, done)
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  scope.after(() => new Promise((resolve) => server.close(() => resolve())))
  const address = server.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the mail server has no port')

  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails: () => mails,
    mailTo: (recipient, subject = /./) =>
      until(`a mail about ${subject} reached ${recipient}`, () =>
        mails.findLast((mail) => mail.to.includes(recipient) && subject.test(mail.subject)),
      ),
  }
}

/** The one link of a mail whose path begins so. Throws when there is none. */
export function linkIn(mail: ReceivedMail, path: string): string {
  const links = mail.text.match(/https?:\/\/\S+/g) ?? []
  const link = links.find((one) => new URL(one).pathname === path)
  if (!link) throw new Error(`no link to ${path} stands in the mail:\n${mail.text}`)
  return link
}
