import type { ComponentChildren, VNode } from 'preact'
import { RichText, useTexts } from '../languages/index.ts'
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
  const t = useTexts()
  return (
    <AccountLayout {...props} title={t('mfa.title')} active="mfa">
      <h1>{t('mfa.title')}</h1>
      <p class="lead">{t('mfa.lead')}</p>
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
  const t = useTexts()
  return (
    <Frame {...props}>
      <FormErrors errors={errors} />
      <Card
        title={t('mfa.app')}
        aside={
          <State tone="idle" icon="clock">
            {t('mfa.notOn')}
          </State>
        }
      >
        <form class="narrow" method="post" action="/account/mfa/begin" novalidate>
          <Csrf token={props.csrfToken} />
          <UsernameHint who={props.who} />
          <p>{t('mfa.need')}</p>
          <PasswordField
            name="password"
            label={t('mfa.yourPassword')}
            hint={t('mfa.passwordHint')}
            error={errors.password}
            autocomplete="current-password"
            required
            last
          />
          <Button kind="primary">{t('mfa.setUp')}</Button>
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
  const t = useTexts()
  const grouped = props.secret.replace(/\s+/g, '').match(/.{1,4}/g) ?? []
  return (
    <Frame {...props} scripts={['copy']}>
      <FormErrors errors={errors} />
      <Card
        title={t('mfa.setUpTitle')}
        aside={
          <State tone="idle" icon="clock">
            {t('mfa.notOn')}
          </State>
        }
      >
        <form method="post" action="/account/mfa/confirm" novalidate>
          <Csrf token={props.csrfToken} />
          <div class="step">
            <b>1</b>
            <div>
              <div class="fw-medium mb-2">{t('mfa.scan')}</div>
              <div class="d-flex gap-4 flex-wrap">
                <QrCode text={props.otpauthUri} label={t('mfa.qr')} />
                <div class="key-by-hand">
                  <div class="text-secondary mb-1">{t('mfa.byHand')}</div>
                  <code class="d-block mb-2 fs-3" id="mfa-key">
                    {grouped.join(' ')}
                  </code>
                  <CopyButton target="mfa-key" label={t('mfa.copyKey')} />
                  <div class="form-hint mt-3">
                    {t('mfa.kind')}
                    <br />
                    {t('mfa.anyApp')}
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
                label={t('mfa.typeCode')}
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
              <div class="fw-medium mb-1">{t('mfa.keepCodes')}</div>
              <div class="text-secondary">{t('mfa.keepCodesHint')}</div>
            </div>
          </div>
          <div class="d-flex gap-2 pt-3 border-top">
            <Button kind="primary">{t('mfa.turnOn')}</Button>
            <ButtonLink href="/account/mfa">{t('mfa.cancel')}</ButtonLink>
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
  const t = useTexts()
  return (
    <Frame {...props} scripts={['copy', 'keep-codes']}>
      <Note tone="ok" role="status" title={t(`mfa.${props.why}`)}>
        {t('mfa.putAway')}
      </Note>
      <Card title={t('mfa.codes')}>
        <p class="text-secondary mb-2">{t('mfa.codesOnce')}</p>
        <RecoveryCodes codes={props.codes} />
        <ButtonLink kind="primary" href="/account/mfa">
          {t('mfa.havePutAway')}
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
  const t = useTexts()
  return (
    <>
      <UsernameHint who={who} />
      <PasswordField
        id={`${at}-password`}
        name="password"
        label={t('mfa.yourPassword')}
        error={errors.password}
        autocomplete="current-password"
        required
      />
      <Field
        id={`${at}-code`}
        name="code"
        label={t('mfa.appOrRecovery')}
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
  const t = useTexts()
  const errorsOf = (at: 'remove' | 'codes') => (refused === at ? errors : {})
  const ids = { password: `${refused ?? 'remove'}-password`, code: `${refused ?? 'remove'}-code` }
  return (
    <Frame {...props}>
      <FormErrors errors={errors} ids={ids} />
      {codesLeft < 3 && (
        <Note
          tone="warn"
          title={codesLeft === 0 ? t('mfa.noneLeft') : t('mfa.fewLeft', { count: codesLeft })}
        >
          {t('mfa.makeBefore')}
        </Note>
      )}
      <Card
        title={t('mfa.app')}
        aside={
          <State tone="ok" icon="check">
            {t('mfa.on')}
          </State>
        }
      >
        <p>
          <RichText of="mfa.onSince" parts={{ since: <Time at={props.since} form="day" /> }} />
        </p>
        <Confirm
          action="/account/mfa/remove"
          csrfToken={props.csrfToken}
          label={t('mfa.turnOff')}
          confirmLabel={t('mfa.turnOffSure')}
          open={refused === 'remove'}
          fields={<ProofFields at="remove" who={props.who} errors={errorsOf('remove')} />}
        >
          {t('mfa.turnOffMeans')}
        </Confirm>
      </Card>
      <Card
        title={t('mfa.codes')}
        aside={<span class="text-secondary num">{t('mfa.codesLeft', { left: codesLeft })}</span>}
      >
        <p>{t('mfa.codesInPlace')}</p>
        <Confirm
          kind="plain"
          action="/account/mfa/codes"
          csrfToken={props.csrfToken}
          label={t('mfa.makeNew')}
          icon="refresh"
          confirmLabel={t('mfa.makeNewSure')}
          open={refused === 'codes'}
          fields={<ProofFields at="codes" who={props.who} errors={errorsOf('codes')} />}
        >
          {t('mfa.makeNewMeans')}
        </Confirm>
      </Card>
    </Frame>
  )
}
