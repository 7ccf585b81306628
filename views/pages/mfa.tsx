import type { ComponentChildren, VNode } from 'preact'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Confirm } from '../partials/confirm.tsx'
import { CopyButton } from '../partials/copy-button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Field, PasswordField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { Note } from '../partials/note.tsx'
import { QrCode } from '../partials/qr-code.tsx'
import { RecoveryCodes } from '../partials/recovery-codes.tsx'
import { State } from '../partials/state.tsx'
import { Time } from '../partials/time.tsx'
import { UsernameHint } from '../partials/username-hint.tsx'

interface FrameProps extends AccountShell {
  readonly scripts?: readonly string[]
  readonly children: ComponentChildren
}

function Frame(props: FrameProps): VNode {
  return (
    <AccountLayout {...props} title="Second factor" active="mfa">
      <h1>Second factor</h1>
      <p class="lead">
        After your password, we ask for one more proof. A stolen password alone then opens nothing.
      </p>
      {props.children}
    </AccountLayout>
  )
}

export interface MfaOffPageProps extends AccountShell {
  /** Keys: `password`, `form`. */
  readonly errors?: Errors
}

/** GET of /account/mfa without a factor. Posts `password` to /account/mfa/begin. */
export function MfaOffPage(props: MfaOffPageProps): VNode {
  const { errors = {} } = props
  return (
    <Frame {...props}>
      <FormErrors errors={errors} />
      <Card
        title="Authenticator app"
        aside={
          <State tone="idle" icon="clock">
            Not on yet
          </State>
        }
      >
        <form class="narrow" method="post" action="/account/mfa/begin" novalidate>
          <Csrf token={props.csrfToken} />
          <UsernameHint who={props.who} />
          <p>
            You need an authenticator app on your phone or computer. Any that shows six digits every 30
            seconds will do.
          </p>
          <PasswordField
            name="password"
            label="Your password"
            hint="So that nobody else at this browser sets up theirs."
            error={errors.password}
            autocomplete="current-password"
            required
            last
          />
          <Button kind="primary">Set up the app</Button>
        </form>
      </Card>
    </Frame>
  )
}

export interface MfaEnrolPageProps extends AccountShell {
  /** The `otpauth://` address; drawn as a QR code. */
  readonly otpauthUri: string
  /** The same secret for typing, in base32. */
  readonly secret: string
  /** Keys: `code`, `form`. */
  readonly errors?: Errors
}

/** After /account/mfa/begin, and 422 of /account/mfa/confirm. Posts `code` to /account/mfa/confirm. */
export function MfaEnrolPage(props: MfaEnrolPageProps): VNode {
  const { errors = {} } = props
  const grouped = props.secret.replace(/\s+/g, '').match(/.{1,4}/g) ?? []
  return (
    <Frame {...props} scripts={['copy']}>
      <FormErrors errors={errors} />
      <Card
        title="Set up an authenticator app"
        aside={
          <State tone="idle" icon="clock">
            Not on yet
          </State>
        }
      >
        <form method="post" action="/account/mfa/confirm" novalidate>
          <Csrf token={props.csrfToken} />
          <div class="step">
            <b>1</b>
            <div>
              <div class="fw-medium mb-2">Scan this with your app</div>
              <div class="d-flex gap-4 flex-wrap">
                <QrCode text={props.otpauthUri} label="QR code for your authenticator app" />
                <div class="key-by-hand">
                  <div class="text-secondary mb-1">Or type this key by hand</div>
                  <code class="d-block mb-2 fs-3" id="mfa-key">
                    {grouped.join(' ')}
                  </code>
                  <CopyButton target="mfa-key" label="Copy key" />
                  <div class="form-hint mt-3">
                    Time-based, 6 digits, 30 seconds.
                    <br />
                    Any authenticator app will do.
                  </div>
                </div>
              </div>
            </div>
          </div>
          <div class="step">
            <b>2</b>
            <div>
              <Field
                name="code"
                label="Type the code that the app shows"
                error={errors.code}
                class="mono w-auto"
                size={10}
                inputmode="numeric"
                autocomplete="one-time-code"
                placeholder="000 000"
                maxlength={7}
                required
              />
            </div>
          </div>
          <div class="step">
            <b>3</b>
            <div>
              <div class="fw-medium mb-1">Keep ten recovery codes</div>
              <div class="text-secondary">
                They come on the next page, once, for the day the phone is lost.
              </div>
            </div>
          </div>
          <div class="d-flex gap-2 pt-3 border-top">
            <Button kind="primary">Turn on the second factor</Button>
            <ButtonLink href="/account/mfa">Cancel</ButtonLink>
          </div>
        </form>
      </Card>
    </Frame>
  )
}

export interface MfaCodesPageProps extends AccountShell {
  /** Ten codes; this answer is the only place where they ever stand. */
  readonly codes: readonly string[]
  /** `enrolled`: the factor was just turned on. `renewed`: the old codes no longer work. */
  readonly why: 'enrolled' | 'renewed'
}

/** The answer to /account/mfa/confirm and /account/mfa/codes: the codes, this once. */
export function MfaCodesPage(props: MfaCodesPageProps): VNode {
  return (
    <Frame {...props} scripts={['copy', 'keep-codes']}>
      <Note
        tone="ok"
        role="status"
        title={
          props.why === 'enrolled'
            ? 'The second factor is on.'
            : 'These codes are new. The old ones no longer work.'
        }
      >
        Put the codes away now: they are not shown again.
      </Note>
      <Card title="Recovery codes">
        <p class="text-secondary mb-2">
          Each works once if your phone is lost. We show them only now, and keep no readable copy.
        </p>
        <RecoveryCodes codes={props.codes} />
        <ButtonLink kind="primary" href="/account/mfa">
          I have put them away
        </ButtonLink>
      </Card>
    </Frame>
  )
}

export interface MfaOnPageProps extends AccountShell {
  /** When the factor was confirmed, epoch milliseconds. */
  readonly since: number
  readonly codesLeft: number
  /** Which form was refused: its errors are shown and it is open. */
  readonly refused?: 'remove' | 'codes'
  /** Keys: `password`, `code`, `form`. */
  readonly errors?: Errors
}

interface ProofProps {
  readonly at: 'remove' | 'codes'
  readonly who: string
  readonly errors: Errors
}

function ProofFields({ at, who, errors }: ProofProps): VNode {
  return (
    <>
      <UsernameHint who={who} />
      <PasswordField
        id={`${at}-password`}
        name="password"
        label="Your password"
        error={errors.password}
        autocomplete="current-password"
        required
      />
      <Field
        id={`${at}-code`}
        name="code"
        label="Code of the app, or a recovery code"
        error={errors.code}
        class="mono"
        autocomplete="one-time-code"
        required
        last
      />
    </>
  )
}

/** GET of /account/mfa with a factor. Posts `password`, `code` to /account/mfa/codes and /account/mfa/remove. */
export function MfaOnPage(props: MfaOnPageProps): VNode {
  const { errors = {}, refused, codesLeft } = props
  const errorsOf = (at: 'remove' | 'codes') => (refused === at ? errors : {})
  const ids = { password: `${refused ?? 'remove'}-password`, code: `${refused ?? 'remove'}-code` }
  return (
    <Frame {...props}>
      <FormErrors errors={errors} ids={ids} />
      {codesLeft < 3 && (
        <Note
          tone="warn"
          title={
            codesLeft === 0
              ? 'No recovery code is left.'
              : `${codesLeft === 1 ? 'One recovery code is' : 'Two recovery codes are'} left.`
          }
        >
          Make new ones before the phone is lost.
        </Note>
      )}
      <Card
        title="Authenticator app"
        aside={
          <State tone="ok" icon="check">
            On
          </State>
        }
      >
        <p>
          On since <Time at={props.since} form="day" />. Every sign-in asks for a code of the app.
        </p>
        <Confirm
          action="/account/mfa/remove"
          csrfToken={props.csrfToken}
          label="Turn off"
          confirmLabel="Turn off the second factor"
          open={refused === 'remove'}
          fields={<ProofFields at="remove" who={props.who} errors={errorsOf('remove')} />}
        >
          The password alone will then open this account, and the recovery codes stop working.
        </Confirm>
      </Card>
      <Card title="Recovery codes" aside={<span class="text-secondary num">{codesLeft} of 10 left</span>}>
        <p>Each works once in place of a code of the app.</p>
        <Confirm
          kind="plain"
          action="/account/mfa/codes"
          csrfToken={props.csrfToken}
          label="Make new codes"
          icon="refresh"
          confirmLabel="Make ten new codes"
          open={refused === 'codes'}
          fields={<ProofFields at="codes" who={props.who} errors={errorsOf('codes')} />}
        >
          The codes you have now stop working at once.
        </Confirm>
      </Card>
    </Frame>
  )
}
