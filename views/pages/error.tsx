import type { VNode } from 'preact'
import type { Fault } from '../../src/domain/faults.ts'
import { RichText, useReader } from '../languages/index.ts'
import { GateLayout } from '../layout/gate-layout.tsx'
import { ButtonLink } from '../partials/button.tsx'
import { GateIcon } from './gate-icon.tsx'

export interface ErrorPageProps {
  readonly status: number
  /** What happened and what to do: one sentence after the other. */
  readonly faults: readonly Fault[]
  /** Names this request in the process log. */
  readonly requestId?: string
  /** Where the button leads; home unless told. */
  readonly back?: { readonly href: string; readonly label: string }
}

/** Statuses with a title of their own. */
const TITLED = [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 500, 503] as const

function isTitled(status: number): status is (typeof TITLED)[number] {
  return TITLED.some((one) => one === status)
}

/** What an operator needs to find the request in the process log. */
function Reference({
  status,
  requestId,
}: {
  readonly status: number
  readonly requestId?: string | undefined
}) {
  if (requestId === undefined) return null
  return (
    <p class="text-secondary mt-3 fs-5">
      <RichText of="error.request" values={{ status }} parts={{ id: <code>{requestId}</code> }} />
    </p>
  )
}

/** Any refusal or failure without a page of its own. */
export function ErrorPage({ status, faults, requestId, back }: ErrorPageProps): VNode {
  const { t, fault, sentences } = useReader()
  const title = t(isTitled(status) ? `error.title${status}` : 'error.title')
  return (
    <GateLayout title={title}>
      <GateIcon
        tone={status >= 500 ? 'bad' : 'idle'}
        name={status >= 500 ? 'alert-triangle' : 'info-circle'}
      />
      <h1 class="mb-1">{title}</h1>
      <p class="mb-4">{sentences(faults.map(fault))}</p>
      <ButtonLink href={back?.href ?? '/'} wide>
        {back?.label ?? t('error.home')}
      </ButtonLink>
      <Reference status={status} requestId={requestId} />
    </GateLayout>
  )
}

export interface TooManyPageProps {
  /** 429: a limit. 503: the server has as much to do as it may take on. */
  readonly status: 429 | 503
  /** After how many seconds a new try makes sense. */
  readonly retryAfter: number
  /** What was limited; a general sentence otherwise. */
  readonly message?: Fault
  readonly requestId?: string
  readonly back?: { readonly href: string; readonly label: string }
}

/** 429 and 503: when to try again. */
export function TooManyPage({ status, retryAfter, message, requestId, back }: TooManyPageProps): VNode {
  const { t, fault, span } = useReader()
  const title = t(status === 429 ? 'error.tooMany' : 'error.busy')
  const why =
    message === undefined ? t(status === 429 ? 'error.tooManyWhy' : 'error.busyWhy') : fault(message)
  return (
    <GateLayout title={title}>
      <GateIcon tone="warn" name="clock" />
      <h1 class="mb-1">{title}</h1>
      <p class="mb-3">{why}</p>
      <p class="fw-medium mb-4">{t('error.again', { span: span(Math.max(1, retryAfter) * 1000) })}</p>
      <ButtonLink href={back?.href ?? '/login'} wide>
        {back?.label ?? t('error.signIn')}
      </ButtonLink>
      <Reference status={status} requestId={requestId} />
    </GateLayout>
  )
}
