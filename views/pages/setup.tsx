import type { VNode } from 'preact'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Field, PasswordField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import type { GateShell } from './gate-shell.ts'

export interface SetupPageProps extends GateShell {
  readonly token: string
  readonly passwordMin: number
  readonly values?: { readonly username?: string; readonly email?: string; readonly name?: string }
  /** Keys: `username`, `email`, `name`, `password`, `form`. */
  readonly errors?: Errors
}

/** The first operator, by the link printed in the terminal. Posts `token`, `email`, `username`, `name`, `password`. */
export function SetupPage(props: SetupPageProps): VNode {
  const { values = {}, errors = {} } = props
  return (
    <GateLayout {...props} title="First operator">
      <h1 class="mb-1">Create the first operator</h1>
      <p class="text-secondary mb-4">
        This server has nobody who may open its console yet. Whoever is created here may.
      </p>
      <FormErrors errors={errors} />
      <form method="post" action="/setup" novalidate>
        <Csrf token={props.csrfToken} />
        <input type="hidden" name="token" value={props.token} />
        <Field name="name" label="Name" value={values.name} error={errors.name} autocomplete="name" />
        <Field
          name="email"
          label="E-mail"
          type="email"
          value={values.email}
          error={errors.email}
          autocomplete="email"
          required
        />
        <Field
          name="username"
          label="Username"
          hint="Anything without @. It may stay empty."
          value={values.username}
          error={errors.username}
          autocomplete="username"
          spellcheck={false}
        />
        <PasswordField
          name="password"
          label="Password"
          hint={`At least ${props.passwordMin} characters of any kind.`}
          error={errors.password}
          autocomplete="new-password"
          required
          last
        />
        <Button kind="primary" wide>
          Create the operator
        </Button>
      </form>
    </GateLayout>
  )
}
