import type { ComponentChildren, VNode } from 'preact'

/** The scripts a page may ask for. Each only adds comfort: without it the page works. */
export type PageScript = 'copy' | 'keep-codes' | 'pick-events' | 'preview'

export interface DocumentProps {
  /** The page in a few words; `· Gatepost` follows. */
  readonly title: string
  /** The nonce of the Content-Security-Policy, where scripts need one. */
  readonly nonce?: string
  readonly scripts?: readonly PageScript[]
  readonly children: ComponentChildren
}

/** The HTML frame of every page: head, styles, the link past the navigation. */
export function Document({ title, nonce, scripts = [], children }: DocumentProps): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Gatepost`}</title>
        <link rel="stylesheet" href="/assets/tabler.min.css" />
        <link rel="stylesheet" href="/assets/gatepost.css" />
        <link rel="icon" type="image/svg+xml" href="/assets/mark.svg" />
        {scripts.map((name) => (
          <script key={name} type="module" src={`/assets/${name}.js`} nonce={nonce} />
        ))}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        {children}
      </body>
    </html>
  )
}
