import type { VNode } from 'preact'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button, PostButton } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { PasswordField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { Why } from '../partials/why.tsx'
import { GateIcon } from './gate-icon.tsx'
import type { GateShell } from './gate-shell.ts'

export interface ResetPasswordOpenPageProps extends GateShell {
  readonly token: string
}

/** GET of the mailed link: a button, so that a mail scanner that opens links spends nothing. Posts `token`. */
export function ResetPasswordOpenPage(props: ResetPasswordOpenPageProps): VNode {
  return (
    <GateLayout {...props} title="New password">
      <h1 class="mb-1">New password</h1>
      <p class="text-secondary mb-4">You asked for a link to choose a new password. Here it goes on.</p>
      <PostButton
        kind="primary"
        action="/reset-password"
        csrfToken={props.csrfToken}
        fields={{ token: props.token }}
        wide
      >
        Choose a new password
      </PostButton>
    </GateLayout>
  )
}

export interface ResetPasswordPageProps extends GateShell {
  readonly token: string
  readonly passwordMin: number
  /** Keys: `password`, `form`. */
  readonly errors?: Errors
}

/** The form behind the link. Posts `token`, `password`. */
export function ResetPasswordPage(props: ResetPasswordPageProps): VNode {
  const { errors = {} } = props
  return (
    <GateLayout {...props} title="New password">
      <h1 class="mb-1">Choose a new password</h1>
      <p class="text-secondary mb-4">Every browser that is signed in to this account is then signed out.</p>
      <FormErrors errors={errors} />
      <form method="post" action="/reset-password" novalidate>
        <Csrf token={props.csrfToken} />
        <input type="hidden" name="token" value={props.token} />
        <PasswordField
          name="password"
          label="New password"
          hint={`At least ${props.passwordMin} characters of any kind.`}
          error={errors.password}
          autocomplete="new-password"
          required
          focus
          last
        />
        <Button kind="primary" wide>
          Save the new password
        </Button>
      </form>
      <div class="mt-3">
        <Why icon="shield-lock">A second factor stays on and is asked for at the next sign-in.</Why>
      </div>
    </GateLayout>
  )
}

/** After the reset: nobody is signed in by it. */
export function ResetPasswordDonePage(props: GateShell): VNode {
  return (
    <GateLayout {...props} title="Password changed">
      <GateIcon tone="ok" name="check" />
      <h1 class="mb-1">The password is new</h1>
      <p class="text-secondary mb-4">All sessions have ended. Sign in with the new password.</p>
      <a class="btn btn-primary w-100" href="/login">
        Sign in
      </a>
    </GateLayout>
  )
}
