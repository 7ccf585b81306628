import type { VNode } from 'preact'
import { useTexts } from '../languages/index.ts'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Field } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { NewPasswordField, STRENGTH_SCRIPTS } from '../partials/new-password-field.tsx'
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
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('setup.title')} scripts={STRENGTH_SCRIPTS}>
      <h1 class="mb-1">{t('setup.heading')}</h1>
      <p class="text-secondary mb-4">{t('setup.lead')}</p>
      <FormErrors errors={errors} />
      <form method="post" action="/setup" novalidate>
        <Csrf token={props.csrfToken} />
        <input type="hidden" name="token" value={props.token} />
        <Field
          name="name"
          label={t('setup.name')}
          value={values.name}
          error={errors.name}
          autocomplete="name"
        />
        <Field
          name="email"
          label={t('setup.email')}
          type="email"
          value={values.email}
          error={errors.email}
          autocomplete="email"
          required
        />
        <Field
          name="username"
          label={t('setup.username')}
          hint={t('setup.usernameHint')}
          value={values.username}
          error={errors.username}
          autocomplete="username"
          spellcheck={false}
        />
        <NewPasswordField
          name="password"
          label={t('setup.password')}
          hint={t('setup.passwordHint', { min: props.passwordMin })}
          error={errors.password}
          required
          last
        />
        <Button kind="primary" wide>
          {t('setup.submit')}
        </Button>
      </form>
    </GateLayout>
  )
}
