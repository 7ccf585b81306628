import type { VNode } from 'preact'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Field } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { GateIcon } from './gate-icon.tsx'
import type { GateShell } from './gate-shell.ts'

export interface ForgotPasswordPageProps extends GateShell {
  readonly values?: { readonly email?: string }
  /** Keys: `email`, `form`. */
  readonly errors?: Errors
}

/** GET and 422 of /forgot-password. Posts `email`. */
export function ForgotPasswordPage(props: ForgotPasswordPageProps): VNode {
  const { values = {}, errors = {} } = props
  return (
    <GateLayout {...props} title="Forgotten password" below={<a href="/login">Back to signing in</a>}>
      <h1 class="mb-1">Forgotten password</h1>
      <p class="text-secondary mb-4">
        Type the e-mail address of your account. We send a link by which you choose a new password.
      </p>
      <FormErrors errors={errors} />
      <form method="post" action="/forgot-password" novalidate>
        <Csrf token={props.csrfToken} />
        <Field
          name="email"
          label="E-mail"
          type="email"
          value={values.email}
          error={errors.email}
          autocomplete="email"
          required
          focus
          last
        />
        <Button kind="primary" wide>
          Send the link
        </Button>
      </form>
    </GateLayout>
  )
}

export interface ForgotPasswordSentPageProps extends GateShell {
  /** The address as typed. */
  readonly email: string
}

/** After asking. It reads the same whether or not an account has that address. */
export function ForgotPasswordSentPage(props: ForgotPasswordSentPageProps): VNode {
  return (
    <GateLayout {...props} title="Check your mail" below={<a href="/login">Back to signing in</a>}>
      <GateIcon tone="busy" name="mail" />
      <h1 class="mb-1">Check your mail</h1>
      <p class="text-break">
        If an account has the address <b class="fw-medium">{props.email}</b>, a link is on its way to it.
      </p>
      <p class="text-secondary">
        The link works once, for an hour. No mail after a few minutes? Look among the unwanted ones, then{' '}
        <a href="/forgot-password">ask again</a>.
      </p>
    </GateLayout>
  )
}
