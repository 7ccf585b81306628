import type { ComponentChildren, VNode } from 'preact'
import { CONSOLE_READER, ReaderContext } from '../languages/reader.ts'
import { Brand } from '../partials/brand.tsx'
import { Document } from './document.tsx'

export interface PlainLayoutProps {
  readonly title: string
  /** A few words after the mark. */
  readonly about: string
  readonly nonce?: string
  readonly scripts?: readonly string[]
  /** The page; it holds the one `h1`. */
  readonly children: ComponentChildren
}

/** A bar and one column, in English, for pages that belong neither to an account nor to the console. */
export function PlainLayout({ title, about, nonce, scripts, children }: PlainLayoutProps): VNode {
  return (
    <ReaderContext.Provider value={CONSOLE_READER}>
      <Document title={title} nonce={nonce} scripts={scripts}>
        <header class="top">
          <Brand />
          <span class="text-secondary text-truncate">{about}</span>
        </header>
        <main class="gp-main mx-auto" id="main" tabindex={-1}>
          {children}
        </main>
      </Document>
    </ReaderContext.Provider>
  )
}
