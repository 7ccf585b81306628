import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { safeHref } from '../partials/safe-href.ts'

/** A mail as the mail job sends it. */
export interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface MailParts {
  /** One line, no line breaks. */
  readonly subject: string
  /** Host name of this server as people know it, such as `id.example.org`. */
  readonly site: string
  /** The person's name, if there is one. */
  readonly name?: string | null
  /** What is so, a paragraph each. */
  readonly before: readonly string[]
  /** The one link. */
  readonly link?: { readonly label: string; readonly url: string }
  /** What else to know: until when, and what to do if it was not you. */
  readonly after?: readonly string[]
}

const FONT = "font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#171a21"

function Body({ subject, greeting, parts }: { subject: string; greeting: string; parts: MailParts }): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{subject}</title>
      </head>
      <body style={`margin:0;padding:24px;${FONT}`}>
        <div style="max-width:34rem">
          <p>{greeting}</p>
          {parts.before.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {parts.link !== undefined && (
            <>
              <p>
                <a href={safeHref(parts.link.url)} style="color:#2456c8;font-weight:600">
                  {parts.link.label}
                </a>
              </p>
              <p style="color:#59616e;font-size:13px;overflow-wrap:anywhere">
                Or copy this address into your browser: {parts.link.url}
              </p>
            </>
          )}
          {parts.after?.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <p style="color:#59616e;font-size:13px;border-top:1px solid #e2e6eb;padding-top:12px">
            Gatepost at {parts.site}
          </p>
        </div>
      </body>
    </html>
  )
}

/** A mail in plain text and HTML from the same parts. Text from people is escaped in HTML, flattened in text. */
export function renderMail(parts: MailParts): Mail {
  const flat = (text: string) => text.replace(/\s+/g, ' ').trim()
  const name = flat(parts.name ?? '')
  const greeting = name === '' ? 'Good day,' : `Good day ${name},`
  const subject = flat(parts.subject)
  const paragraphs = [
    greeting,
    ...parts.before.map(flat),
    ...(parts.link === undefined ? [] : [`${parts.link.label}:\n${parts.link.url}`]),
    ...(parts.after ?? []).map(flat),
    `-- \nGatepost at ${parts.site}`,
  ]
  return {
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: `<!doctype html>${renderToString(<Body subject={subject} greeting={greeting} parts={parts} />)}`,
  }
}
