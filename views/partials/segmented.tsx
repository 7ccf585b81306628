import type { VNode } from 'preact'
import { safeHref } from './safe-href.ts'

export interface Segment {
  /** `Dead 1` */
  readonly label: string
  readonly href: string
  readonly active?: boolean
}

/** A few links of which one is chosen: filters and spans of time. The choice lives in the URL. */
export function Segmented({
  label,
  items,
}: {
  readonly label: string
  readonly items: readonly Segment[]
}): VNode {
  return (
    <nav class="seg" aria-label={label}>
      {items.map(({ label: text, href, active }) => (
        <a
          key={href}
          class={active === true ? 'active' : undefined}
          aria-current={active === true ? 'true' : undefined}
          href={safeHref(href)}
        >
          {text}
        </a>
      ))}
    </nav>
  )
}
