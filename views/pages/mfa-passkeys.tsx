import type { VNode } from 'preact'
import { RichText, useTexts } from '../languages/index.ts'
import type { AccountShell } from '../layout/account-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Confirm } from '../partials/confirm.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Field } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { PASSKEY_SCRIPTS, PasskeyForm } from '../partials/passkey-form.tsx'
import { State } from '../partials/state.tsx'
import { Time } from '../partials/time.tsx'
import { MfaFrame } from './mfa-frame.tsx'
import { type AskedProofs, ProofFields } from './mfa-proof.tsx'

/** A passkey as its owner sees it. Times are UTC epoch milliseconds. */
export interface ShownPasskey {
  readonly id: string
  readonly name: string
  readonly synced: boolean
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

export interface PasskeysCardProps {
  readonly passkeys: readonly ShownPasskey[]
  readonly csrfToken: string
  readonly who: string
  readonly asks: AskedProofs
  /** Whether a removal leaves the account without a factor. */
  readonly last: boolean
  /** Which form was refused: `passkey`, `remove-` or `rename-` and an id. */
  readonly refused: string | undefined
  readonly errors: Errors
}

/** A person's passkeys on /account/mfa, and the form that begins another. */
export function PasskeysCard(props: PasskeysCardProps): VNode {
  const { passkeys, csrfToken, who, asks, refused, errors } = props
  const t = useTexts()
  const errorsOf = (form: string) => (refused === form ? errors : {})
  return (
    <Card
      title={t('passkey.title')}
      aside={
        <State tone={passkeys.length > 0 ? 'ok' : 'idle'} icon={passkeys.length > 0 ? 'check' : 'clock'}>
          {passkeys.length > 0 ? t('passkey.count', { count: passkeys.length }) : t('passkey.none')}
        </State>
      }
    >
      <p>{t('passkey.what')}</p>
      {passkeys.map((passkey) => (
        <PasskeyRow key={passkey.id} passkey={passkey} {...props} errorsOf={errorsOf} />
      ))}
      <form class="narrow" method="post" action="/account/mfa/passkeys/begin" novalidate>
        <Csrf token={csrfToken} />
        {asks === 'none' ? (
          <Button icon="fingerprint">{t('passkey.add')}</Button>
        ) : (
          <details class="confirm" open={refused === 'passkey'}>
            <summary class="btn">{t('passkey.add')}</summary>
            <ProofFields
              at="passkey"
              asks={asks}
              who={who}
              errors={errorsOf('passkey')}
              hint={t('mfa.passwordHint')}
            />
            <Button>{t('passkey.go')}</Button>
          </details>
        )}
      </form>
    </Card>
  )
}

interface PasskeyRowProps extends PasskeysCardProps {
  readonly passkey: ShownPasskey
  readonly errorsOf: (form: string) => Errors
}

function PasskeyRow({ passkey, csrfToken, who, asks, last, refused, errorsOf }: PasskeyRowProps): VNode {
  const t = useTexts()
  const { id, name, synced, createdAt, lastUsedAt } = passkey
  return (
    <div class="border-top py-3">
      <div class="fw-medium text-break">{name}</div>
      <div class="text-secondary mb-2">
        <RichText of="passkey.added" parts={{ day: <Time at={createdAt} form="day" /> }} />
        {' · '}
        {lastUsedAt === null ? (
          t('passkey.neverUsed')
        ) : (
          <RichText of="passkey.lastUsed" parts={{ day: <Time at={lastUsedAt} form="day" /> }} />
        )}
        {synced && ` · ${t('passkey.synced')}`}
      </div>
      <div class="d-flex gap-2 flex-wrap align-items-start">
        <Confirm
          kind="plain"
          action="/account/mfa/passkeys/rename"
          csrfToken={csrfToken}
          label={t('passkey.rename')}
          confirmLabel={t('passkey.saveName')}
          open={refused === `rename-${id}`}
          fields={
            <>
              <input type="hidden" name="id" value={id} />
              <Field
                id={`rename-${id}-name`}
                name="name"
                label={t('passkey.name')}
                value={name}
                error={errorsOf(`rename-${id}`).name}
                maxlength={60}
                required
                last
              />
            </>
          }
        >
          {t('passkey.nameHint')}
        </Confirm>
        <Confirm
          action="/account/mfa/passkeys/remove"
          csrfToken={csrfToken}
          label={t('passkey.remove')}
          confirmLabel={t('passkey.removeSure')}
          open={refused === `remove-${id}`}
          fields={
            <>
              <input type="hidden" name="id" value={id} />
              <ProofFields at={`remove-${id}`} asks={asks} who={who} errors={errorsOf(`remove-${id}`)} />
            </>
          }
        >
          {t('passkey.removeMeans')} {last && t('passkey.lastMeans')}
        </Confirm>
      </div>
    </div>
  )
}

export interface MfaPasskeyPageProps extends AccountShell {
  /** The options of WebAuthn as JSON. */
  readonly options: string
  /** The name that is proposed. */
  readonly name: string
  readonly errors?: Errors
}

/** After /account/mfa/passkeys/begin. Posts `name` and `passkey` to /account/mfa/passkeys. */
export function MfaPasskeyPage(props: MfaPasskeyPageProps): VNode {
  const { errors = {} } = props
  const t = useTexts()
  return (
    <MfaFrame {...props} scripts={PASSKEY_SCRIPTS}>
      <FormErrors errors={errors} />
      <Card title={t('passkey.addTitle')}>
        <p>{t('passkey.makeHow')}</p>
        <p data-without-passkeys>{t('passkey.needsScript')}</p>
        <PasskeyForm
          action="/account/mfa/passkeys"
          csrfToken={props.csrfToken}
          act="create"
          options={props.options}
          label={t('passkey.make')}
          kind="primary"
        >
          <div class="narrow">
            <Field
              name="name"
              label={t('passkey.name')}
              hint={t('passkey.nameHint')}
              value={props.name}
              error={errors.name}
              maxlength={60}
              required
            />
          </div>
        </PasskeyForm>
        <div class="mt-3">
          <ButtonLink href="/account/mfa">{t('mfa.cancel')}</ButtonLink>
        </div>
      </Card>
    </MfaFrame>
  )
}
