import type { VNode } from 'preact'
import { useTexts } from '../languages/reader.ts'
import { Icon } from './icon.tsx'

/** A button that copies the text of another element. It shows itself once `copy.js` has run. */
export function CopyButton({ target, label }: { readonly target: string; readonly label?: string }): VNode {
  const t = useTexts()
  return (
    <button
      type="button"
      class="btn btn-sm"
      data-copy={target}
      data-done={t('frame.copied')}
      data-failed={t('frame.copyFailed')}
      hidden
    >
      <Icon name="copy" />
      <span aria-live="polite">{label ?? t('frame.copy')}</span>
    </button>
  )
}
