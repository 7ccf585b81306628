import type { VNode } from 'preact'
import { RichText, useTexts } from '../languages/index.ts'
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
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('forgot.title')} below={<a href="/login">{t('forgot.back')}</a>}>
      <h1 class="mb-1">{t('forgot.title')}</h1>
      <p class="text-secondary mb-4">{t('forgot.lead')}</p>
      <FormErrors errors={errors} />
      <form method="post" action="/forgot-password" novalidate>
        <Csrf token={props.csrfToken} />
        <Field
          name="email"
          label={t('forgot.email')}
          type="email"
          value={values.email}
          error={errors.email}
          autocomplete="email"
          required
          focus
          last
        />
        <Button kind="primary" wide>
          {t('forgot.submit')}
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
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('forgot.sentTitle')} below={<a href="/login">{t('forgot.back')}</a>}>
      <GateIcon tone="busy" name="mail" />
      <h1 class="mb-1">{t('forgot.sentTitle')}</h1>
      <p class="text-break">
        <RichText of="forgot.sent" parts={{ email: <b class="fw-medium">{props.email}</b> }} />
      </p>
      <p class="text-secondary">
        <RichText of="forgot.notThere" parts={{ again: (words) => <a href="/forgot-password">{words}</a> }} />
      </p>
    </GateLayout>
  )
}
