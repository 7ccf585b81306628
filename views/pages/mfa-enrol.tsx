import type { VNode } from 'preact'
import { useTexts } from '../languages/index.ts'
import type { AccountShell } from '../layout/account-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { CopyButton } from '../partials/copy-button.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Field } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { Note } from '../partials/note.tsx'
import { QrCode } from '../partials/qr-code.tsx'
import { RecoveryCodes } from '../partials/recovery-codes.tsx'
import { State } from '../partials/state.tsx'
import { MfaFrame } from './mfa-frame.tsx'

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
    <MfaFrame {...props} scripts={['copy']}>
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
    </MfaFrame>
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
    <MfaFrame {...props} scripts={['copy', 'keep-codes']}>
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
    </MfaFrame>
  )
}
