import type { VNode } from 'preact'
import { GateLayout } from '../layout/gate-layout.tsx'
import { ButtonLink, PostButton } from '../partials/button.tsx'
import { GateIcon } from './gate-icon.tsx'
import type { GateShell } from './gate-shell.ts'

export interface VerifyEmailPageProps extends GateShell {
  readonly token: string
}

/** GET of the mailed link: a button, so that a mail scanner that opens links spends nothing. Posts `token`. */
export function VerifyEmailPage(props: VerifyEmailPageProps): VNode {
  return (
    <GateLayout {...props} title="Confirm your e-mail">
      <h1 class="mb-1">Confirm your e-mail</h1>
      <p class="text-secondary mb-4">One press, and the address is proven to be yours.</p>
      <PostButton
        kind="primary"
        action="/verify-email"
        csrfToken={props.csrfToken}
        fields={{ token: props.token }}
        wide
      >
        This is my address
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
  return (
    <GateLayout {...props} title="E-mail confirmed">
      <GateIcon tone="ok" name="check" />
      <h1 class="mb-1">Address confirmed</h1>
      <p class="text-secondary mb-4 text-break">
        <b class="fw-medium text-body">{props.email}</b> is yours. You can sign in with it.
      </p>
      <ButtonLink kind="primary" href={props.signedIn ? '/account' : '/login'} wide>
        {props.signedIn ? 'To my account' : 'Sign in'}
      </ButtonLink>
    </GateLayout>
  )
}
