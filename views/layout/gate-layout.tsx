import type { ComponentChildren, VNode } from 'preact'
import { useTexts } from '../languages/reader.ts'
import { Brand } from '../partials/brand.tsx'
import { LanguageSwitch } from '../partials/language-switch.tsx'
import { type Flash, FlashNote } from '../partials/note.tsx'
import { safeHref } from '../partials/safe-href.ts'
import { useSiteLook } from '../partials/site-look.ts'
import { Document } from './document.tsx'

export interface GateLayoutProps {
  /** For forms in the card and the switch of languages. */
  readonly csrfToken?: string
  /** The path of this page, for the switch of languages to come back to. */
  readonly here?: string | undefined
  readonly title: string
  readonly nonce?: string
  readonly flash?: Flash
  readonly scripts?: readonly string[]
  /** A line under the card: the other way, such as `No account yet? Register`. */
  readonly below?: ComponentChildren
  /** A wider card, for a page that shows more than a form. */
  readonly wide?: boolean
  /** The inside of the card; it holds the one `h1`. */
  readonly children: ComponentChildren
}

/** The frame before signing in: the mark, one card, one line. */
export function GateLayout(props: GateLayoutProps): VNode {
  const { title, nonce, flash, scripts, below, wide, children, csrfToken, here } = props
  const { supportUrl, termsUrl } = useSiteLook()
  const t = useTexts()
  return (
    <Document title={title} nonce={nonce} scripts={scripts}>
      <main class={wide === true ? 'gate gate-wide' : 'gate'} id="main" tabindex={-1}>
        <Brand />
        <div class="card">
          <div class="card-body">
            <FlashNote flash={flash} />
            {children}
          </div>
        </div>
        {below !== undefined && <div class="gate-below text-secondary">{below}</div>}
        {(supportUrl !== null || termsUrl !== null) && (
          <div class="gate-below text-secondary">
            {supportUrl !== null && <a href={safeHref(supportUrl)}>{t('frame.support')}</a>}
            {supportUrl !== null && termsUrl !== null && ' · '}
            {termsUrl !== null && <a href={safeHref(termsUrl)}>{t('frame.terms')}</a>}
          </div>
        )}
        {csrfToken !== undefined && here !== undefined && (
          <LanguageSwitch csrfToken={csrfToken} here={here} />
        )}
      </main>
    </Document>
  )
}
