import type { VNode } from 'preact'
import { GateLayout } from '../layout/gate-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Field } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import type { GateShell } from './gate-shell.ts'

export interface LoginMfaPageProps extends GateShell {
  /** Which proof the page asks for; the link below it leads to the other. */
  readonly with: 'code' | 'recovery'
  /** The username or e-mail that was typed at the first step. */
  readonly who: string
  readonly triesLeft: number
  readonly minutesLeft: number
  /** Keys: `code`, `recovery`, `form`. */
  readonly errors?: Errors
}

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five']

/** `five tries, for 4 more minutes` */
function left(tries: number, minutes: number): string {
  const many = WORDS[tries] ?? String(tries)
  return `You have ${many} ${tries === 1 ? 'try' : 'tries'}, for ${minutes} more ${minutes === 1 ? 'minute' : 'minutes'}.`
}

/** GET and 401 of /login/mfa. Posts `code` or `recovery`. `?with=recovery` chooses the second. */
export function LoginMfaPage(props: LoginMfaPageProps): VNode {
  const { errors = {} } = props
  const hint = left(props.triesLeft, props.minutesLeft)
  const code = props.with === 'code'
  return (
    <GateLayout
      {...props}
      title="Second factor"
      below={
        <>
          {code ? (
            <>
              Phone not at hand? <a href="/login/mfa?with=recovery">Use a recovery code</a>
            </>
          ) : (
            <a href="/login/mfa">Use the code of the app</a>
          )}
          {' · '}
          <a href="/login">Start again</a>
        </>
      }
    >
      <h1 class="mb-1">Prove it is you</h1>
      <p class="text-secondary mb-4 text-break">
        The password was right.{' '}
        {code
          ? 'Type the six digits that your authenticator app shows for'
          : 'Type one of the recovery codes that you put away for'}{' '}
        <b class="fw-medium text-body">{props.who}</b>.
      </p>
      <FormErrors errors={errors} />
      <form method="post" action="/login/mfa" novalidate>
        <Csrf token={props.csrfToken} />
        {code ? (
          <Field
            name="code"
            label="Code"
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
            label="Recovery code"
            hint={`${hint} A code works once.`}
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
          Continue
        </Button>
      </form>
    </GateLayout>
  )
}
