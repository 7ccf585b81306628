import type { VNode } from 'preact'
import { RichText, useTexts } from '../languages/index.ts'
import type { AccountShell } from '../layout/account-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { ClockDoubt } from '../partials/clock-doubt.tsx'
import { Confirm } from '../partials/confirm.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { Note } from '../partials/note.tsx'
import { State } from '../partials/state.tsx'
import { Time } from '../partials/time.tsx'
import { MfaFrame } from './mfa-frame.tsx'
import { PasskeysCard, type ShownPasskey } from './mfa-passkeys.tsx'
import { type AskedProofs, ProofFields } from './mfa-proof.tsx'

export interface MfaPageProps extends AccountShell {
  /** When the app was confirmed, epoch milliseconds; null without one. */
  readonly since: number | null
  /** Undefined where this server takes no passkeys. */
  readonly passkeys?: readonly ShownPasskey[]
  readonly codesLeft: number
  /** Whether a passkey was given within ten minutes, which stands for password and code. */
  readonly proven?: boolean
  /** Which form was refused (`begin`, `remove`, `codes`, or one of the passkeys): its errors are shown and it is open. */
  readonly refused?: string
  /** Whether the clock of the app may be wrong, after two wrong codes. */
  readonly clockDoubt?: boolean
  /** Keys: `password`, `code`, `name`, `form`. */
  readonly errors?: Errors
}

/** GET of /account/mfa. Its forms post `password` and, where there is a factor, `code`. */
export function MfaPage(props: MfaPageProps): VNode {
  const { errors = {}, refused, codesLeft, passkeys = [], csrfToken, who } = props
  const t = useTexts()
  const on = props.since !== null || passkeys.length > 0
  const asks: AskedProofs = props.proven === true ? 'none' : on ? 'both' : 'password'
  const errorsOf = (form: string) => (refused === form ? errors : {})
  const at = refused ?? 'begin'
  const ids = { password: `${at}-password`, code: `${at}-code`, name: `${at}-name` }
  const onlyFactor = (props.since === null ? 0 : 1) + passkeys.length === 1
  return (
    <MfaFrame {...props}>
      <FormErrors errors={errors} ids={ids} />
      {props.clockDoubt === true && <ClockDoubt />}
      {on && codesLeft < 3 && (
        <Note
          tone="warn"
          title={codesLeft === 0 ? t('mfa.noneLeft') : t('mfa.fewLeft', { count: codesLeft })}
        >
          {t('mfa.makeBefore')}
        </Note>
      )}
      {passkeys.length > 0 && asks !== 'none' && (
        <p>
          <a href="/account/confirm?return_to=/account/mfa">{t('passkey.instead')}</a>
        </p>
      )}
      {props.passkeys !== undefined && (
        <PasskeysCard
          passkeys={passkeys}
          csrfToken={csrfToken}
          who={who}
          asks={asks}
          last={onlyFactor}
          refused={refused}
          errors={errors}
        />
      )}
      {props.since === null ? (
        <Card
          title={t('mfa.app')}
          aside={
            <State tone="idle" icon="clock">
              {t('mfa.notOn')}
            </State>
          }
        >
          <form class="narrow" method="post" action="/account/mfa/begin" novalidate>
            <Csrf token={csrfToken} />
            <p>{t('mfa.need')}</p>
            <ProofFields
              at="begin"
              asks={asks}
              who={who}
              errors={errorsOf('begin')}
              hint={t('mfa.passwordHint')}
            />
            <Button kind={passkeys.length > 0 ? 'plain' : 'primary'}>{t('mfa.setUp')}</Button>
          </form>
        </Card>
      ) : (
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
            csrfToken={csrfToken}
            label={t('mfa.turnOff')}
            confirmLabel={t('mfa.turnOffSure')}
            open={refused === 'remove'}
            fields={<ProofFields at="remove" asks={asks} who={who} errors={errorsOf('remove')} />}
          >
            {t(onlyFactor ? 'mfa.turnOffMeans' : 'mfa.turnOffKeeps')}
          </Confirm>
        </Card>
      )}
      {on && (
        <Card
          title={t('mfa.codes')}
          aside={<span class="text-secondary num">{t('mfa.codesLeft', { left: codesLeft })}</span>}
        >
          <p>{t('mfa.codesInPlace')}</p>
          <Confirm
            kind="plain"
            action="/account/mfa/codes"
            csrfToken={csrfToken}
            label={t('mfa.makeNew')}
            icon="refresh"
            confirmLabel={t('mfa.makeNewSure')}
            open={refused === 'codes'}
            fields={<ProofFields at="codes" asks={asks} who={who} errors={errorsOf('codes')} />}
          >
            {t('mfa.makeNewMeans')}
          </Confirm>
        </Card>
      )}
    </MfaFrame>
  )
}
