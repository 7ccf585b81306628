import type { ComponentChildren, VNode } from 'preact'
import { useReader } from '../languages/reader.ts'
import { useSiteLook } from '../partials/site-look.ts'

export interface DocumentProps {
  /** The page in a few words; `· Gatepost`, or what the operator calls it, follows. */
  readonly title: string
  /** The nonce of the Content-Security-Policy, where scripts need one. */
  readonly nonce?: string
  /** Names of files under /assets, with or without `.js`: `copy`, `keep-codes`, `pick-events`, `preview`. */
  readonly scripts?: readonly string[]
  readonly children: ComponentChildren
}

/** The address of a script under /assets. Throws on anything but a plain file name, which is a slip in code. */
function scriptSource(name: string): string {
  const found = /^([a-z0-9-]+)(?:\.js)?$/.exec(name)
  if (found === null) throw new TypeError(`No script can have the name ${JSON.stringify(name)}.`)
  return `/assets/${found[1]}.js`
}

/** The HTML frame of every page: head, styles, the link past the navigation. */
export function Document({ title, nonce, scripts = [], children }: DocumentProps): VNode {
  const { productName, accent } = useSiteLook()
  const { language, t } = useReader()
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · ${productName}`}</title>
        <link rel="stylesheet" href="/assets/tabler.min.css" />
        <link rel="stylesheet" href="/assets/gatepost.css" />
        {accent !== null && <link rel="stylesheet" href={`/look.css?v=${accent.slice(1)}`} />}
        <link rel="icon" type="image/svg+xml" href="/assets/mark.svg" />
        {scripts.map((name) => (
          <script key={name} type="module" src={scriptSource(name)} nonce={nonce} />
        ))}
      </head>
      <body>
        <a class="skip" href="#main">
          {t('frame.skip')}
        </a>
        {children}
      </body>
    </html>
  )
}
