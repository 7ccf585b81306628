import type { ComponentChildren, VNode } from 'preact'
import { Icon } from './icon.tsx'

export interface FoldProps {
  readonly title: string
  /** What is inside, in a few words, while it is shut. */
  readonly summary?: ComponentChildren
  readonly open?: boolean
  readonly children: ComponentChildren
}

/** A part that opens on demand, such as the advanced settings of a form. */
export function Fold({ title, summary, open, children }: FoldProps): VNode {
  return (
    <details class="fold border-top border-bottom mb-4" open={open === true}>
      <summary class="d-flex gap-2 align-items-center py-3">
        <Icon name="chevron-right" class="turn" />
        <span class="fw-medium">{title}</span>
        {summary !== undefined && <span class="text-secondary">{summary}</span>}
      </summary>
      <div class="pb-1">{children}</div>
    </details>
  )
}
