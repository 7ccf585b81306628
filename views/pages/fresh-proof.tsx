import type { VNode } from 'preact'
import { RichText, useTexts } from '../languages/index.ts'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { PASSKEY_SCRIPTS, PasskeyForm } from '../partials/passkey-form.tsx'
import { PasswordField } from '../partials/password-field.tsx'
import { UsernameHint } from '../partials/username-hint.tsx'
import { GateIcon } from './gate-icon.tsx'
import type { GateShell } from './gate-shell.ts'

export interface FreshProofPageProps extends GateShell {
  /** Where the form posts `password` and `return_to`. */
  readonly action: string
  /** The path of this server to go on to. */
  readonly returnTo: string
  readonly who: string
  /** The options of WebAuthn, where the account has passkeys; posted as `passkey`. */
  readonly passkey?: string
  /** Keys: `password`, `form`. */
  readonly errors?: Errors
}

/** Asks for the password again before an act that matters. */
export function FreshProofPage(props: FreshProofPageProps): VNode {
  const { errors = {} } = props
  const t = useTexts()
  return (
    <GateLayout
      {...props}
      scripts={props.passkey === undefined ? [] : PASSKEY_SCRIPTS}
      title={t('proof.title')}
      below={<a href="/account">{t('account.mine')}</a>}
    >
      <h1 class="mb-1">{t('proof.heading')}</h1>
      <p class="text-secondary mb-4 text-break">
        <RichText of="proof.why" parts={{ who: <b class="fw-medium text-body">{props.who}</b> }} />
      </p>
      <FormErrors errors={errors} />
      <form method="post" action={props.action} novalidate>
        <Csrf token={props.csrfToken} />
        <input type="hidden" name="return_to" value={props.returnTo} />
        <UsernameHint who={props.who} />
        <PasswordField
          name="password"
          label={t('proof.password')}
          error={errors.password}
          autocomplete="current-password"
          required
          focus
          last
        />
        <Button kind="primary" wide>
          {t('proof.submit')}
        </Button>
      </form>
      {props.passkey !== undefined && (
        <div class="mt-3">
          <PasskeyForm
            action={props.action}
            csrfToken={props.csrfToken}
            act="get"
            options={props.passkey}
            label={t('passkey.use')}
            wide
          >
            <input type="hidden" name="return_to" value={props.returnTo} />
          </PasskeyForm>
        </div>
      )}
    </GateLayout>
  )
}

export interface NeedsFactorPageProps extends GateShell {
  /** Whether the account has a second factor that this session did not use. */
  readonly enrolled: boolean
}

/** 403 of the console in production mode, to an operator whose session lacks a second factor. */
export function NeedsFactorPage(props: NeedsFactorPageProps): VNode {
  const t = useTexts()
  return (
    <GateLayout {...props} title={t('proof.factorTitle')} below={<a href="/account">{t('account.mine')}</a>}>
      <GateIcon tone="warn" name="shield-lock" />
      <h1 class="mb-1">{t('proof.factorHeading')}</h1>
      <p class="text-secondary mb-4">{t(props.enrolled ? 'proof.factorUnused' : 'proof.factorNone')}</p>
      <ButtonLink kind="primary" href={props.enrolled ? '/logout' : '/account/mfa'} wide>
        {t(props.enrolled ? 'proof.signOut' : 'proof.setUp')}
      </ButtonLink>
    </GateLayout>
  )
}
