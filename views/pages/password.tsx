import type { VNode } from 'preact'
import { useTexts } from '../languages/index.ts'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { NewPasswordField, STRENGTH_SCRIPTS } from '../partials/new-password-field.tsx'
import { Note } from '../partials/note.tsx'
import { PasswordField } from '../partials/password-field.tsx'
import { UsernameHint } from '../partials/username-hint.tsx'
import { Why } from '../partials/why.tsx'

export interface PasswordPageProps extends AccountShell {
  readonly passwordMin: number
  /** Whether an operator asked for a new password, so that nothing else opens before. */
  readonly expired?: boolean
  /** Keys: `current`, `password`, `form`. */
  readonly errors?: Errors
}

/** GET and 422 of /account/password. Posts `current`, `password`. */
export function PasswordPage(props: PasswordPageProps): VNode {
  const { errors = {} } = props
  const t = useTexts()
  return (
    <AccountLayout {...props} title={t('password.title')} active="password" scripts={STRENGTH_SCRIPTS}>
      <h1>{t('password.title')}</h1>
      {props.expired === true && (
        <Note tone="warn" icon="lock" title={t('password.expired')} role="status">
          {t('password.expiredWhat')}
        </Note>
      )}
      <p class="lead">{t('password.lead')}</p>
      <FormErrors errors={errors} />
      <Card title={t('password.change')}>
        <form class="narrow" method="post" action="/account/password" novalidate>
          <Csrf token={props.csrfToken} />
          <UsernameHint who={props.who} />
          <PasswordField
            name="current"
            label={t('password.current')}
            error={errors.current}
            autocomplete="current-password"
            required
          />
          <NewPasswordField
            name="password"
            label={t('password.new')}
            hint={t('password.hint', { min: props.passwordMin })}
            error={errors.password}
            required
            last
          />
          <Button kind="primary">{t('password.change')}</Button>
          <div class="mt-3">
            <Why>{t('password.told')}</Why>
          </div>
        </form>
      </Card>
    </AccountLayout>
  )
}
