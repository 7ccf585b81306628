import type { ComponentChildren, VNode } from 'preact'
import { HttpMessage, type HttpMessageProps } from './code-block.tsx'

export interface ExchangeProps {
  readonly request: HttpMessageProps
  /** Missing where no HTTP answer came back; `instead` then says what did. */
  readonly response?: HttpMessageProps
  readonly instead?: ComponentChildren
  /** Reasons under the answer. */
  readonly children?: ComponentChildren
}

/** The headers of a signed webhook that identify it; they stand out in a request. */
export const IDENTITY_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const

/** One attempt: what was sent at the left, what came back at the right. */
export function Exchange({ request, response, instead, children }: ExchangeProps): VNode {
  return (
    <div class="cols2 cols-req">
      <div>
        <h3 class="subheader mb-1">What we sent</h3>
        <HttpMessage marked={IDENTITY_HEADERS} {...request} />
      </div>
      <div>
        <h3 class="subheader mb-1">What came back</h3>
        {response === undefined ? <div>{instead ?? 'Nothing.'}</div> : <HttpMessage {...response} />}
        {children}
      </div>
    </div>
  )
}
