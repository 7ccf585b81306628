import type { VNode } from 'preact'
import { RichText, useTexts } from '../languages/index.ts'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { CheckboxField, Field } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { PASSKEY_SCRIPTS, PasskeyForm } from '../partials/passkey-form.tsx'
import { PasswordField } from '../partials/password-field.tsx'
import type { GateShell } from './gate-shell.ts'

export interface LoginPageProps extends GateShell {
  /** The server as people know it: `id.example.org`. */
  readonly site: string
  readonly values?: { readonly login?: string }
  /** Keys: `login`, `password`, `form`. A wrong pair stands under `password`. */
  readonly errors?: Errors
  /** A path of this server to go to afterwards; sent as `return_to`. */
  readonly returnTo?: string
  /** Whether the box to stay signed in is ticked. */
  readonly remember?: boolean
  /** The options of WebAuthn, where passkeys are taken; posted to /login as `passkey`. */
  readonly passkey?: string
  /** `false` hides the way to register. */
  readonly canRegister?: boolean
  /** `false` where no mail can be sent: then a forgotten password is the operator's task. */
  readonly canReset?: boolean
}

/** GET and 401 of /login. Posts `login`, `password`, `remember`. */
export function LoginPage(props: LoginPageProps): VNode {
  const { values = {}, errors = {} } = props
  const t = useTexts()
  return (
    <GateLayout
      {...props}
      scripts={props.passkey === undefined ? [] : PASSKEY_SCRIPTS}
      title={t('login.title')}
      below={
        props.canRegister === false ? undefined : (
          <RichText of="login.noAccount" parts={{ register: (words) => <a href="/register">{words}</a> }} />
        )
      }
    >
      <h1 class="mb-1">{t('login.title')}</h1>
      <p class="text-secondary mb-4">
        <RichText of="login.to" parts={{ site: <b class="fw-medium text-body">{props.site}</b> }} />
      </p>
      <FormErrors errors={errors} />
      <form method="post" action="/login" novalidate>
        <Csrf token={props.csrfToken} />
        {props.returnTo !== undefined && <input type="hidden" name="return_to" value={props.returnTo} />}
        <Field
          name="login"
          label={t('login.name')}
          value={values.login}
          error={errors.login}
          autocomplete={props.passkey === undefined ? 'username' : 'username webauthn'}
          spellcheck={false}
          required
          focus={values.login === undefined}
        />
        <PasswordField
          name="password"
          label={t('login.password')}
          aside={props.canReset === false ? undefined : <a href="/forgot-password">{t('login.forgot')}</a>}
          error={errors.password}
          autocomplete="current-password"
          required
        />
        <CheckboxField name="remember" label={t('login.remember')} checked={props.remember === true} last />
        <Button kind="primary" wide>
          {t('login.submit')}
        </Button>
      </form>
      {props.passkey !== undefined && (
        <div class="mt-3">
          <PasskeyForm
            action="/login"
            csrfToken={props.csrfToken}
            act="get"
            options={props.passkey}
            label={t('passkey.signIn')}
            autofill
            wide
          >
            {props.returnTo !== undefined && <input type="hidden" name="return_to" value={props.returnTo} />}
            <input type="hidden" name="remember" value="" />
          </PasskeyForm>
        </div>
      )}
    </GateLayout>
  )
}
