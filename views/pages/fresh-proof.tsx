import type { VNode } from 'preact'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { PasswordField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { UsernameHint } from '../partials/username-hint.tsx'
import { GateIcon } from './gate-icon.tsx'
import type { GateShell } from './gate-shell.ts'

export interface FreshProofPageProps extends GateShell {
  /** Where the form posts `password` and `return_to`. */
  readonly action: string
  /** The path of this server to go on to. */
  readonly returnTo: string
  readonly who: string
  /** Keys: `password`, `form`. */
  readonly errors?: Errors
}

/** Asks for the password again before an act that matters. */
export function FreshProofPage(props: FreshProofPageProps): VNode {
  const { errors = {} } = props
  return (
    <GateLayout {...props} title="Password again" below={<a href="/account">My account</a>}>
      <h1 class="mb-1">Your password again</h1>
      <p class="text-secondary mb-4 text-break">
        What comes next cannot easily be taken back. We ask <b class="fw-medium text-body">{props.who}</b>{' '}
        once, then not for ten minutes.
      </p>
      <FormErrors errors={errors} />
      <form method="post" action={props.action} novalidate>
        <Csrf token={props.csrfToken} />
        <input type="hidden" name="return_to" value={props.returnTo} />
        <UsernameHint who={props.who} />
        <PasswordField
          name="password"
          label="Password"
          error={errors.password}
          autocomplete="current-password"
          required
          focus
          last
        />
        <Button kind="primary" wide>
          Go on
        </Button>
      </form>
    </GateLayout>
  )
}

export interface NeedsFactorPageProps extends GateShell {
  /** Whether the account has a second factor that this session did not use. */
  readonly enrolled: boolean
}

/** 403 of the console in production mode, to an operator whose session lacks a second factor. */
export function NeedsFactorPage(props: NeedsFactorPageProps): VNode {
  return (
    <GateLayout {...props} title="Second factor needed" below={<a href="/account">My account</a>}>
      <GateIcon tone="warn" name="shield-lock" />
      <h1 class="mb-1">The console wants a second factor</h1>
      <p class="text-secondary mb-4">
        {props.enrolled
          ? 'This session began without yours. Sign out, then sign in with it.'
          : 'Your account has none yet. Setting one up takes a minute and an authenticator app.'}
      </p>
      <ButtonLink kind="primary" href={props.enrolled ? '/logout' : '/account/mfa'} wide>
        {props.enrolled ? 'Sign out' : 'Set up a second factor'}
      </ButtonLink>
    </GateLayout>
  )
}
