import { STATUS_CODES } from 'node:http'
import type { ComponentChildren, VNode } from 'preact'
import { Exchange, Why } from '#gatepost'
import type { AttemptView } from '../service.ts'

export interface AttemptExchangeProps {
  readonly attempt: AttemptView
  /** Path of the webhook's URL. */
  readonly path: string
  /** What the request carried, where it is known. */
  readonly body?: string | undefined
  /** Reasons that hold for this request alone. */
  readonly children?: ComponentChildren
}

/** One request and what came back, side by side, with the reasons under the answer. */
export function AttemptExchange({ attempt, path, body, children }: AttemptExchangeProps): VNode {
  const { status, requestHeaders, responseHeaders, responseBody } = attempt
  return (
    <Exchange
      request={{
        start: `POST ${path}`,
        headers: Object.entries(requestHeaders).map(([name, value]) => [
          name,
          name === 'webhook-signature' ? value.replaceAll(' ', '\n  ') : value,
        ]),
        ...(body === undefined ? {} : { body, bodyId: `body-${attempt.id}` }),
      }}
      {...(status === null
        ? { instead: <Unanswered attempt={attempt} /> }
        : {
            response: {
              start: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
              headers: Object.entries(responseHeaders ?? {}),
              ...(responseBody === null ? {} : { body: responseBody }),
            },
          })}
    >
      <div class="mt-2 d-grid gap-2">
        {attempt.responseTruncated && <Why title="Is that all?">The first 16 kB; the rest was not kept.</Why>}
        {status !== null && attempt.error !== null && <Why title="Cut short.">{attempt.error.message}</Why>}
        {status !== null && status >= 300 && status < 400 && (
          <Why title="Why failed?">
            Redirects are not followed: the address was allowed, the next one is not.
          </Why>
        )}
        {children}
      </div>
    </Exchange>
  )
}

function Unanswered({ attempt }: { readonly attempt: AttemptView }): VNode {
  return (
    <div class="d-grid gap-2">
      <Why icon="alert-triangle">{attempt.error?.message ?? 'No answer came.'}</Why>
      <Why>
        {attempt.sent
          ? 'The request was sent whole; they may have it already.'
          : 'No byte of the request left: they have seen nothing of it.'}
      </Why>
    </div>
  )
}
