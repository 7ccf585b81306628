import type { VNode } from 'preact'
import { PlainLayout } from '../layout/plain-layout.tsx'
import { Card } from '../partials/card.tsx'
import { CodeBlock } from '../partials/code-block.tsx'
import { Empty } from '../partials/empty.tsx'
import { Kv } from '../partials/kv.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { safeHref } from '../partials/safe-href.ts'
import { Pager, Table } from '../partials/table.tsx'
import { Time } from '../partials/time.tsx'
import { Why } from '../partials/why.tsx'

export interface MailRow {
  readonly id: string
  readonly to: string
  readonly subject: string
  /** Epoch milliseconds. */
  readonly at: number
}

export interface MailboxPageProps {
  readonly mails: readonly MailRow[]
  readonly olderHref?: string
}

const ABOUT = 'development mailbox'

/** GET of /mailbox: mails that would have been sent, newest first. */
export function MailboxPage({ mails, olderHref }: MailboxPageProps): VNode {
  return (
    <PlainLayout title="Mailbox" about={ABOUT}>
      <PageHead title="Mailbox" sub="Mails that this server would have sent, newest first" />
      <Card padded={false}>
        {mails.length === 0 ? (
          <Empty icon="inbox" title="No mail yet">
            Register with an e-mail address, and the mail that confirms it appears here.
          </Empty>
        ) : (
          <>
            <Table label="Mails" columns={['Time', 'Subject', 'To']}>
              {mails.map((mail) => (
                <tr key={mail.id}>
                  <td class="num text-secondary end">
                    <Time at={mail.at} form="clock" />
                  </td>
                  <td>
                    <a href={`/mailbox/${encodeURIComponent(mail.id)}`}>{mail.subject}</a>
                  </td>
                  <td class="text-secondary all">{mail.to}</td>
                </tr>
              ))}
            </Table>
            <Pager olderHref={olderHref} />
          </>
        )}
      </Card>
      <Why wide>
        This page exists while <code>SMTP_URL</code> is not set. With it, mails go out and nothing is kept
        here; in production mode there is no mailbox.
      </Why>
    </PlainLayout>
  )
}

/** Text with its http addresses as links. Everything stays text otherwise. */
function Linked({ text }: { readonly text: string }): VNode {
  const pieces = text.split(/(https?:\/\/[^\s<>"]+)/)
  return <>{pieces.map((piece, at) => (at % 2 === 1 ? <a href={safeHref(piece)}>{piece}</a> : piece))}</>
}

export interface MailboxMailPageProps {
  /** The plain-text side of the mail; the HTML side says the same. */
  readonly mail: MailRow & { readonly text: string; readonly from?: string }
}

/** GET of /mailbox/:id. */
export function MailboxMailPage({ mail }: MailboxMailPageProps): VNode {
  return (
    <PlainLayout title={mail.subject} about={ABOUT}>
      <PageHead crumbs={[{ label: 'Mailbox', href: '/mailbox' }, { label: 'Mail' }]} title={mail.subject} />
      <Card>
        <div class="mb-3">
          <Kv
            items={[
              ['To', mail.to],
              ...(mail.from === undefined ? [] : ([['From', mail.from]] as const)),
              ['Time', <Time at={mail.at} form="full" />],
            ]}
          />
        </div>
        <CodeBlock>
          <Linked text={mail.text} />
        </CodeBlock>
      </Card>
    </PlainLayout>
  )
}
