import type { VNode } from 'preact'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { type CustomInput, CustomInputs } from '../partials/custom-inputs.tsx'
import { Field, PasswordField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import type { GateShell } from './gate-shell.ts'

export interface RegisterPageProps extends GateShell {
  /** The server as people know it: `id.example.org`. */
  readonly site: string
  /** Fewest characters of a password. */
  readonly passwordMin: number
  readonly values?: { readonly username?: string; readonly email?: string; readonly name?: string }
  /** The operator's own fields that a person fills in. */
  readonly custom?: readonly CustomInput[]
  /** Keys: `username`, `email`, `name`, `password`, `custom.…`, `form`. */
  readonly errors?: Errors
  /** Whether an address is needed. */
  readonly emailNeeded?: boolean
  /** Addresses at these domains are taken and no others; empty for any. */
  readonly domains?: readonly string[]
}

/** GET and 422 of /register. Posts `username`, `email`, `name`, `password`, `custom.…`. */
export function RegisterPage(props: RegisterPageProps): VNode {
  const { values = {}, errors = {}, domains = [] } = props
  return (
    <GateLayout
      {...props}
      title="Register"
      below={
        <>
          Registered already? <a href="/login">Sign in</a>
        </>
      }
    >
      <h1 class="mb-1">Register</h1>
      <p class="text-secondary mb-4">
        at <b class="fw-medium text-body">{props.site}</b>
        {props.emailNeeded === true
          ? ' with your e-mail address'
          : ', with a username, an e-mail address, or both'}
      </p>
      <FormErrors errors={errors} />
      <form method="post" action="/register" novalidate>
        <Csrf token={props.csrfToken} />
        <Field name="name" label="Name" value={values.name} error={errors.name} autocomplete="name" />
        <Field
          name="username"
          label="Username"
          hint="Anything without @."
          value={values.username}
          error={errors.username}
          autocomplete="username"
          spellcheck={false}
        />
        <Field
          name="email"
          label="E-mail"
          type="email"
          value={values.email}
          error={errors.email}
          autocomplete="email"
          hint={domains.length > 0 ? `An address at ${domains.join(', ')}.` : undefined}
          required={props.emailNeeded === true}
        />
        <CustomInputs fields={props.custom ?? []} errors={errors} />
        <PasswordField
          name="password"
          label="Password"
          hint={`At least ${props.passwordMin} characters of any kind. A few words in a row are easy to keep.`}
          error={errors.password}
          autocomplete="new-password"
          required
          last
        />
        <Button kind="primary" wide>
          Register
        </Button>
      </form>
    </GateLayout>
  )
}

/** GET and 403 of /register where strangers cannot register. */
export function RegisterClosedPage(props: GateShell & { readonly invitation: boolean }): VNode {
  return (
    <GateLayout {...props} title="Register" below={<a href="/login">Sign in</a>}>
      <h1 class="mb-1">Register</h1>
      <p class="mb-0">
        {props.invitation
          ? 'Accounts here are by invitation. Ask the people who run this server: the invitation comes by mail.'
          : 'Nobody can register here. Accounts are made by the people who run this server.'}
      </p>
    </GateLayout>
  )
}

export interface RegisterSentPageProps extends GateShell {
  /** The address as typed. */
  readonly email: string
}

/** After registering with an address. The same whether or not the address was taken. */
export function RegisterSentPage(props: RegisterSentPageProps): VNode {
  return (
    <GateLayout {...props} title="Check your mail" below={<a href="/login">Sign in</a>}>
      <h1 class="mb-1">Check your mail</h1>
      <p class="text-break">
        We have written to <b class="fw-medium">{props.email}</b>. The mail says how to go on.
      </p>
      <p class="text-secondary">
        No mail after a few minutes? Look among the unwanted ones, then <a href="/register">register again</a>
        .
      </p>
    </GateLayout>
  )
}
