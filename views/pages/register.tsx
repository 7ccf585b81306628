import type { VNode } from 'preact'
import { RichText, useTexts } from '../languages/index.ts'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { type CustomInput, CustomInputs } from '../partials/custom-inputs.tsx'
import { Field } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { NewPasswordField, STRENGTH_SCRIPTS } from '../partials/new-password-field.tsx'
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
  const t = useTexts()
  const site = <b class="fw-medium text-body">{props.site}</b>
  return (
    <GateLayout
      {...props}
      title={t('register.title')}
      scripts={STRENGTH_SCRIPTS}
      below={
        <RichText of="register.signInInstead" parts={{ signIn: (words) => <a href="/login">{words}</a> }} />
      }
    >
      <h1 class="mb-1">{t('register.title')}</h1>
      <p class="text-secondary mb-4">
        <RichText
          of={props.emailNeeded === true ? 'register.atByEmail' : 'register.atByEither'}
          parts={{ site }}
        />
      </p>
      <FormErrors errors={errors} />
      <form method="post" action="/register" novalidate>
        <Csrf token={props.csrfToken} />
        <Field
          name="name"
          label={t('register.name')}
          value={values.name}
          error={errors.name}
          autocomplete="name"
        />
        <Field
          name="username"
          label={t('register.username')}
          hint={t('register.usernameHint')}
          value={values.username}
          error={errors.username}
          autocomplete="username"
          spellcheck={false}
        />
        <Field
          name="email"
          label={t('register.email')}
          type="email"
          value={values.email}
          error={errors.email}
          autocomplete="email"
          hint={domains.length > 0 ? t('register.emailHint', { domains: domains.join(', ') }) : undefined}
          required={props.emailNeeded === true}
        />
        <CustomInputs fields={props.custom ?? []} errors={errors} />
        <NewPasswordField
          name="password"
          label={t('register.password')}
          hint={t('register.passwordHint', { min: props.passwordMin })}
          error={errors.password}
          required
          last
        />
        <Button kind="primary" wide>
          {t('register.submit')}
        </Button>
      </form>
    </GateLayout>
  )
}

/** GET and 403 of /register where strangers cannot register. */
export function RegisterClosedPage(props: GateShell & { readonly invitation: boolean }): VNode {
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('register.title')} below={<a href="/login">{t('register.signIn')}</a>}>
      <h1 class="mb-1">{t('register.title')}</h1>
      <p class="mb-0">{t(props.invitation ? 'register.byInvitation' : 'register.closed')}</p>
    </GateLayout>
  )
}

export interface RegisterSentPageProps extends GateShell {
  /** The address as typed. */
  readonly email: string
}

/** After registering with an address. The same whether or not the address was taken. */
export function RegisterSentPage(props: RegisterSentPageProps): VNode {
  const t = useTexts()
  return (
    <GateLayout
      {...props}
      title={t('register.sentTitle')}
      below={<a href="/login">{t('register.signIn')}</a>}
    >
      <h1 class="mb-1">{t('register.sentTitle')}</h1>
      <p class="text-break">
        <RichText of="register.sent" parts={{ email: <b class="fw-medium">{props.email}</b> }} />
      </p>
      <p class="text-secondary">
        <RichText of="register.notThere" parts={{ again: (words) => <a href="/register">{words}</a> }} />
      </p>
    </GateLayout>
  )
}
