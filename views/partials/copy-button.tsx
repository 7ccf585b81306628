import type { VNode } from 'preact'
import { Icon } from './icon.tsx'

/** A button that copies the text of another element. It shows itself once `copy.js` has run. */
export function CopyButton({
  target,
  label = 'Copy',
}: {
  readonly target: string
  readonly label?: string
}): VNode {
  return (
    <button type="button" class="btn btn-sm" data-copy={target} hidden>
      <Icon name="copy" />
      <span aria-live="polite">{label}</span>
    </button>
  )
}
