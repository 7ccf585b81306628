import type { VNode } from 'preact'
import { useTexts } from '../languages/reader.ts'
import { CopyButton } from './copy-button.tsx'
import { Icon } from './icon.tsx'
import { useSiteLook } from './site-look.ts'

/** Recovery codes, shown this once. Download and print show themselves once `keep-codes.js` has run. */
export function RecoveryCodes({ codes }: { readonly codes: readonly string[] }): VNode {
  const t = useTexts()
  const { productName } = useSiteLook()
  return (
    <>
      <ul class="codes mono" id="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class="btn-list mt-2 mb-3">
        <button
          type="button"
          class="btn btn-sm"
          data-download="recovery-codes"
          data-title={`${t('frame.codesTitle', { product: productName })}\n${t('frame.codesOnce')}`}
          data-file={t('frame.codesFile')}
          hidden
        >
          <Icon name="download" />
          {t('frame.download')}
        </button>
        <CopyButton target="recovery-codes" />
        <button type="button" class="btn btn-sm" data-print hidden>
          <Icon name="printer" />
          {t('frame.print')}
        </button>
      </div>
    </>
  )
}
