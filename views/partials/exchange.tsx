import type { ComponentChildren, VNode } from 'preact'
import { HttpMessage, type HttpMessageProps } from './code-block.tsx'
import { CopyButton } from './copy-button.tsx'

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

/** A button that copies the body of a message, where it has one with an id. */
export function CopyBody({ body = '', bodyId }: Pick<HttpMessageProps, 'body' | 'bodyId'>): VNode | null {
  if (body === '' || bodyId === undefined) return null
  return (
    <div class="mt-2">
      <CopyButton target={bodyId} label="Copy the body" />
    </div>
  )
}

/** One attempt: what was sent at the left, what came back at the right. */
export function Exchange({ request, response, instead, children }: ExchangeProps): VNode {
  return (
    <div class="cols2 cols-req">
      <div>
        <h3 class="subheader mb-1">What we sent</h3>
        <HttpMessage marked={IDENTITY_HEADERS} {...request} />
        <CopyBody {...request} />
      </div>
      <div>
        <h3 class="subheader mb-1">What came back</h3>
        {response === undefined ? <div>{instead ?? 'Nothing.'}</div> : <HttpMessage {...response} />}
        {children}
      </div>
    </div>
  )
}
