import type { VNode } from 'preact'
import { useTexts } from '../languages/index.ts'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button, PostButton } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { NewPasswordField, STRENGTH_SCRIPTS } from '../partials/new-password-field.tsx'
import { Why } from '../partials/why.tsx'
import { GateIcon } from './gate-icon.tsx'
import type { GateShell } from './gate-shell.ts'

export interface ResetPasswordOpenPageProps extends GateShell {
  readonly token: string
}

/** GET of the mailed link: a button, so that a mail scanner that opens links spends nothing. Posts `token`. */
export function ResetPasswordOpenPage(props: ResetPasswordOpenPageProps): VNode {
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('reset.title')}>
      <h1 class="mb-1">{t('reset.title')}</h1>
      <p class="text-secondary mb-4">{t('reset.lead')}</p>
      <PostButton
        kind="primary"
        action="/reset-password"
        csrfToken={props.csrfToken}
        fields={{ token: props.token }}
        wide
      >
        {t('reset.open')}
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
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('reset.title')} scripts={STRENGTH_SCRIPTS}>
      <h1 class="mb-1">{t('reset.heading')}</h1>
      <p class="text-secondary mb-4">{t('reset.ends')}</p>
      <FormErrors errors={errors} />
      <form method="post" action="/reset-password" novalidate>
        <Csrf token={props.csrfToken} />
        <input type="hidden" name="token" value={props.token} />
        <NewPasswordField
          name="password"
          label={t('reset.password')}
          hint={t('reset.hint', { min: props.passwordMin })}
          error={errors.password}
          required
          focus
          last
        />
        <Button kind="primary" wide>
          {t('reset.submit')}
        </Button>
      </form>
      <div class="mt-3">
        <Why icon="shield-lock">{t('reset.factorStays')}</Why>
      </div>
    </GateLayout>
  )
}

/** After the reset: nobody is signed in by it. */
export function ResetPasswordDonePage(props: GateShell): VNode {
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('reset.doneTitle')}>
      <GateIcon tone="ok" name="check" />
      <h1 class="mb-1">{t('reset.doneHeading')}</h1>
      <p class="text-secondary mb-4">{t('reset.done')}</p>
      <a class="btn btn-primary w-100" href="/login">
        {t('reset.signIn')}
      </a>
    </GateLayout>
  )
}
