import type { VNode } from 'preact'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { PasswordField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { UsernameHint } from '../partials/username-hint.tsx'
import { Why } from '../partials/why.tsx'

export interface PasswordPageProps extends AccountShell {
  readonly passwordMin: number
  /** Keys: `current`, `password`, `form`. */
  readonly errors?: Errors
}

/** GET and 422 of /account/password. Posts `current`, `password`. */
export function PasswordPage(props: PasswordPageProps): VNode {
  const { errors = {} } = props
  return (
    <AccountLayout {...props} title="Password" active="password">
      <h1>Password</h1>
      <p class="lead">With a new password every other browser is signed out. This one stays.</p>
      <FormErrors errors={errors} />
      <Card title="Change the password">
        <form class="narrow" method="post" action="/account/password" novalidate>
          <Csrf token={props.csrfToken} />
          <UsernameHint who={props.who} />
          <PasswordField
            name="current"
            label="Current password"
            error={errors.current}
            autocomplete="current-password"
            required
          />
          <PasswordField
            name="password"
            label="New password"
            hint={`At least ${props.passwordMin} characters of any kind.`}
            error={errors.password}
            autocomplete="new-password"
            required
            last
          />
          <Button kind="primary">Change the password</Button>
          <div class="mt-3">
            <Why>A mail tells you of the change. If it was not you, that mail says what to do.</Why>
          </div>
        </form>
      </Card>
    </AccountLayout>
  )
}
