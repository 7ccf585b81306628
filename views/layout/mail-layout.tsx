import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Reader } from '../languages/index.ts'
import { safeHref } from '../partials/safe-href.ts'
import type { SiteLook } from '../partials/site-look.ts'

/** A mail as the mail job sends it. */
export interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Who sends a mail and who reads it. */
export interface MailFrame {
  readonly reader: Reader
  /** How the operator presents the server. */
  readonly look: SiteLook
  /** The server's own address without a slash at the end. */
  readonly url: string
}

export interface MailParts {
  /** One line, no line breaks. */
  readonly subject: string
  /** The person's name, if there is one. */
  readonly name?: string | null
  /** What is so, a paragraph each. */
  readonly before: readonly string[]
  /** The one link. */
  readonly link?: { readonly label: string; readonly url: string }
  /** What else to know: until when, and what to do if it was not you. */
  readonly after?: readonly string[]
}

/** The product's own colour, where the operator chose none. Both carry white text. */
const ACCENT = '#2456c8'
const FONT =
  "font:15px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei',sans-serif;color:#171a21"
const SMALL = 'color:#59616e;font-size:13px'

interface BodyProps {
  readonly frame: MailFrame
  readonly parts: MailParts
  readonly subject: string
  readonly greeting: string
}

/** Styles stand at each element: many mail programs drop style sheets. */
function Body({ frame, parts, subject, greeting }: BodyProps): VNode {
  const { reader, look, url } = frame
  const { t } = reader
  const accent = look.accent ?? ACCENT
  return (
    <html lang={reader.language}>
      <head>
        <meta charset="utf-8" />
        <title>{subject}</title>
      </head>
      <body style={`margin:0;padding:24px;${FONT}`}>
        <div style="max-width:34rem">
          <p style={`border-bottom:2px solid ${accent};padding-bottom:12px`}>
            <a href={url} style={`color:${accent};font-size:17px;font-weight:700;text-decoration:none`}>
              {look.productName}
            </a>
          </p>
          <p>{greeting}</p>
          {parts.before.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {parts.link !== undefined && (
            <>
              <p style="padding:8px 0">
                <a
                  href={safeHref(parts.link.url)}
                  style={`background:${accent};color:#fff;padding:10px 18px;border-radius:6px;font-weight:600;text-decoration:none;display:inline-block`}
                >
                  {parts.link.label}
                </a>
              </p>
              <p style={`${SMALL};overflow-wrap:anywhere`}>{t('mail.copyLink', { url: parts.link.url })}</p>
            </>
          )}
          {parts.after?.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <p style={`${SMALL};border-top:1px solid #e2e6eb;padding-top:12px`}>
            {signatureOf(frame)}
            {look.supportUrl !== null && (
              <>
                {' · '}
                <a href={safeHref(look.supportUrl)} style="color:#59616e">
                  {t('frame.support')}
                </a>
              </>
            )}
          </p>
        </div>
      </body>
    </html>
  )
}

function signatureOf({ reader, look, url }: MailFrame): string {
  return reader.t('mail.sign', { product: look.productName, host: new URL(url).host })
}

/** A mail in plain text and HTML from the same parts. Text from people is escaped in HTML, flattened in text. */
export function renderMail(frame: MailFrame, parts: MailParts): Mail {
  const { t } = frame.reader
  const flat = (text: string) => text.replace(/\s+/g, ' ').trim()
  const name = flat(parts.name ?? '')
  const greeting = name === '' ? t('mail.greeting') : t('mail.greetingName', { name })
  const subject = flat(parts.subject)
  const paragraphs = [
    greeting,
    ...parts.before.map(flat),
    ...(parts.link === undefined ? [] : [t('mail.link', parts.link)]),
    ...(parts.after ?? []).map(flat),
    `-- \n${signatureOf(frame)}`,
  ]
  const body = <Body frame={frame} parts={parts} subject={subject} greeting={greeting} />
  return {
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: `<!doctype html>${renderToString(body)}`,
  }
}
