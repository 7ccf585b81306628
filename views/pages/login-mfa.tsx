import type { VNode } from 'preact'
import { RichText, useReader } from '../languages/index.ts'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button } from '../partials/button.tsx'
import { ClockDoubt } from '../partials/clock-doubt.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Field } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { PASSKEY_SCRIPTS, PasskeyForm } from '../partials/passkey-form.tsx'
import type { GateShell } from './gate-shell.ts'

export interface LoginMfaPageProps extends GateShell {
  /** Which proof the page asks for; the link below it leads to the other. */
  readonly with: 'code' | 'recovery'
  /** The username or e-mail that was typed at the first step. */
  readonly who: string
  /** Whether an app is set up; without one a passkey or a recovery code is asked for. */
  readonly app?: boolean
  /** The options of WebAuthn, where the account has passkeys; posted as `passkey`. */
  readonly passkey?: string
  /** Whether the clock of the app may be wrong, after two wrong codes. */
  readonly clockDoubt?: boolean
  readonly triesLeft: number
  readonly minutesLeft: number
  /** Keys: `code`, `recovery`, `form`. */
  readonly errors?: Errors
}

/** GET and 401 of /login/mfa. Posts `code` or `recovery`. `?with=recovery` chooses the second. */
export function LoginMfaPage(props: LoginMfaPageProps): VNode {
  const { errors = {} } = props
  const { t, sentences } = useReader()
  const within = t('secondStep.within', { count: props.minutesLeft })
  const hint = t('secondStep.tries', { count: props.triesLeft, within })
  const code = props.with === 'code'
  const app = props.app !== false
  return (
    <GateLayout
      {...props}
      scripts={props.passkey === undefined ? [] : PASSKEY_SCRIPTS}
      title={t('secondStep.title')}
      below={
        <>
          {code ? (
            <RichText
              of="secondStep.useRecovery"
              parts={{ recovery: (words) => <a href="/login/mfa?with=recovery">{words}</a> }}
            />
          ) : (
            <a href="/login/mfa">{t('secondStep.useApp')}</a>
          )}
          {' · '}
          <a href="/login">{t('secondStep.startAgain')}</a>
        </>
      }
    >
      <h1 class="mb-1">{t('secondStep.heading')}</h1>
      <p class="text-secondary mb-4 text-break">
        <RichText
          of={!code ? 'secondStep.askRecovery' : app ? 'secondStep.askCode' : 'passkey.askSecond'}
          parts={{ who: <b class="fw-medium text-body">{props.who}</b> }}
        />
      </p>
      <FormErrors errors={errors} />
      {code && props.clockDoubt === true && <ClockDoubt />}
      {code && props.passkey !== undefined && (
        <div class="mb-3">
          <PasskeyForm
            action="/login/mfa"
            csrfToken={props.csrfToken}
            act="get"
            options={props.passkey}
            label={t('passkey.use')}
            kind={app ? 'plain' : 'primary'}
            wide
          />
          {!app && <p data-without-passkeys>{t('passkey.needsScript')}</p>}
        </div>
      )}
      {(app || !code) && (
        <form method="post" action="/login/mfa" novalidate>
          <Csrf token={props.csrfToken} />
          {code ? (
            <Field
              name="code"
              label={t('secondStep.code')}
              hint={hint}
              error={errors.code}
              class="otp"
              inputmode="numeric"
              autocomplete="one-time-code"
              maxlength={7}
              required
              focus
              last
            />
          ) : (
            <Field
              name="recovery"
              label={t('secondStep.recovery')}
              hint={sentences([hint, t('secondStep.once')])}
              error={errors.recovery}
              class="otp otp-long"
              autocomplete="off"
              spellcheck={false}
              required
              focus
              last
            />
          )}
          <Button kind="primary" wide>
            {t('secondStep.submit')}
          </Button>
        </form>
      )}
    </GateLayout>
  )
}
