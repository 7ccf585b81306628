import type { VNode } from 'preact'
import { HttpMessage, type HttpMessageProps } from './code-block.tsx'

export interface PreviewProps {
  /** `What the receiver gets`, for screen readers. */
  readonly label: string
  readonly samples: readonly { readonly name: string; readonly message: HttpMessageProps }[]
}

/** Examples of one of which is seen. The list to choose from shows itself once `preview.js` has run. */
export function Preview({ label, samples }: PreviewProps): VNode {
  return (
    <div data-preview>
      <select class="form-select mb-2" aria-label={label} hidden>
        {samples.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      {samples.map(({ name, message }, at) => (
        <div key={name} data-sample={name} hidden={at > 0}>
          <HttpMessage {...message} />
        </div>
      ))}
    </div>
  )
}
