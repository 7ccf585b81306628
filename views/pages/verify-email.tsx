import type { VNode } from 'preact'
import { RichText, useTexts } from '../languages/index.ts'
import { GateLayout } from '../layout/gate-layout.tsx'
import { ButtonLink, PostButton } from '../partials/button.tsx'
import { GateIcon } from './gate-icon.tsx'
import type { GateShell } from './gate-shell.ts'

export interface VerifyEmailPageProps extends GateShell {
  readonly token: string
}

/** GET of the mailed link: a button, so that a mail scanner that opens links spends nothing. Posts `token`. */
export function VerifyEmailPage(props: VerifyEmailPageProps): VNode {
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('verify.title')}>
      <h1 class="mb-1">{t('verify.title')}</h1>
      <p class="text-secondary mb-4">{t('verify.lead')}</p>
      <PostButton
        kind="primary"
        action="/verify-email"
        csrfToken={props.csrfToken}
        fields={{ token: props.token }}
        wide
      >
        {t('verify.submit')}
      </PostButton>
    </GateLayout>
  )
}

export interface VerifyEmailDonePageProps extends GateShell {
  readonly email: string
  /** Whether this browser is signed in; decides where the button leads. */
  readonly signedIn: boolean
}

/** After the address was proven. */
export function VerifyEmailDonePage(props: VerifyEmailDonePageProps): VNode {
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('verify.doneTitle')}>
      <GateIcon tone="ok" name="check" />
      <h1 class="mb-1">{t('verify.doneHeading')}</h1>
      <p class="text-secondary mb-4 text-break">
        <RichText of="verify.done" parts={{ email: <b class="fw-medium text-body">{props.email}</b> }} />
      </p>
      <ButtonLink kind="primary" href={props.signedIn ? '/account' : '/login'} wide>
        {t(props.signedIn ? 'verify.toAccount' : 'verify.signIn')}
      </ButtonLink>
    </GateLayout>
  )
}
