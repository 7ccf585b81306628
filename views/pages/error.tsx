import type { VNode } from 'preact'
import { GateLayout } from '../layout/gate-layout.tsx'
import { ButtonLink } from '../partials/button.tsx'
import { formatSpan } from '../partials/time.tsx'
import { GateIcon } from './gate-icon.tsx'

export interface ErrorPageProps {
  readonly status: number
  /** What happened and what to do, in words for a person. */
  readonly message: string
  /** Names this request in the process log. */
  readonly requestId?: string
  /** Where the button leads; home unless told. */
  readonly back?: { readonly href: string; readonly label: string }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'That could not be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not in this way',
  409: 'Something changed meanwhile',
  410: 'No longer here',
  413: 'Too large',
  415: 'Not in this form',
  422: 'Refused',
  500: 'This did not work',
  503: 'Not at the moment',
}

/** Any refusal or failure without a page of its own. */
export function ErrorPage({ status, message, requestId, back }: ErrorPageProps): VNode {
  const title = TITLES[status] ?? 'This was not done'
  return (
    <GateLayout title={title}>
      <GateIcon
        tone={status >= 500 ? 'bad' : 'idle'}
        name={status >= 500 ? 'alert-triangle' : 'info-circle'}
      />
      <h1 class="mb-1">{title}</h1>
      <p class="mb-4">{message}</p>
      <ButtonLink href={back?.href ?? '/'} wide>
        {back?.label ?? 'Back to the start'}
      </ButtonLink>
      {requestId !== undefined && (
        <p class="text-secondary mt-3 fs-5">
          Status {status} · request <code>{requestId}</code>
        </p>
      )}
    </GateLayout>
  )
}

export interface TooManyPageProps {
  /** 429: a limit. 503: the server has as much to do as it may take on. */
  readonly status: 429 | 503
  /** After how many seconds a new try makes sense. */
  readonly retryAfter: number
  /** What was limited, in a sentence; a general one otherwise. */
  readonly message?: string
  readonly requestId?: string
  readonly back?: { readonly href: string; readonly label: string }
}

/** 429 and 503: when to try again. */
export function TooManyPage({ status, retryAfter, message, requestId, back }: TooManyPageProps): VNode {
  const title = status === 429 ? 'Too many tries' : 'The server is busy'
  const why =
    message ??
    (status === 429
      ? 'There were too many tries from here or for this account. Nothing is locked for good.'
      : 'More people are signing in than the server takes on at once. Nothing you sent was kept or lost.')
  return (
    <GateLayout title={title}>
      <GateIcon tone="warn" name="clock" />
      <h1 class="mb-1">{title}</h1>
      <p class="mb-3">{why}</p>
      <p class="fw-medium mb-4">Try again in {formatSpan(Math.max(1, retryAfter) * 1000)}.</p>
      <ButtonLink href={back?.href ?? '/login'} wide>
        {back?.label ?? 'Back to signing in'}
      </ButtonLink>
      {requestId !== undefined && (
        <p class="text-secondary mt-3 fs-5">
          Status {status} · request <code>{requestId}</code>
        </p>
      )}
    </GateLayout>
  )
}
