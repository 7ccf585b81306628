import type { ComponentChildren, VNode } from 'preact'
import { Icon } from './icon.tsx'

export interface FoldedPart {
  readonly key: string
  readonly title: ComponentChildren
  /** What stands at the right end of the title, seen while the part is shut too. */
  readonly aside?: ComponentChildren
  readonly open?: boolean
  readonly children: ComponentChildren
}

/** Parts of a card, one below the other, each of which opens by itself. For a card without padding. */
export function Folds({ items }: { readonly items: readonly FoldedPart[] }): VNode {
  return (
    <div class="folds">
      {items.map(({ key, title, aside, open, children }) => (
        <details key={key} open={open === true}>
          <summary>
            <Icon name="chevron-right" class="turn" />
            <span class="fw-medium">{title}</span>
            {aside !== undefined && <span class="ms-auto text-secondary">{aside}</span>}
          </summary>
          <div>{children}</div>
        </details>
      ))}
    </div>
  )
}
