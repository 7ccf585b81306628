import type { VNode } from 'preact'
import { LANGUAGE_TAGS, LANGUAGES, useReader, useTexts } from '../languages/index.ts'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { Button, PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { type CustomInput, CustomInputs } from '../partials/custom-inputs.tsx'
import { Field, type Option, SelectField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { PasswordField } from '../partials/password-field.tsx'
import { State } from '../partials/state.tsx'

/** The fields of the form, under the names they are sent by. */
export const PROFILE_FIELDS = [
  'name',
  'givenName',
  'familyName',
  'username',
  'phone',
  'locale',
  'zoneinfo',
] as const
export type ProfileField = (typeof PROFILE_FIELDS)[number]

export interface ProfilePageProps extends AccountShell {
  readonly values: Readonly<Partial<Record<ProfileField, string | null>>>
  /** The operator's own fields that a person fills in. */
  readonly custom?: readonly CustomInput[]
  /** Keys: the fields' names, `custom.…`, `email`, `password`, `form`. */
  readonly errors?: Errors
  readonly email: string | null
  readonly emailVerified: boolean
  /** Where one button posts to have the link sent again; missing where no mail can be sent. */
  readonly verifyAction?: string
  /** Where a new address is posted to, as `email` and `password`; missing where no mail can be sent. */
  readonly changeAction?: string
  /** The new address as typed. */
  readonly newEmail?: string
}

/** Opens on demand. The answer is the same whether or not somebody else has the address. */
function NewAddress(props: ProfilePageProps): VNode | null {
  const { email, emailVerified, changeAction, csrfToken, errors = {} } = props
  const t = useTexts()
  if (changeAction === undefined) return null
  const open = errors.email !== undefined || errors.password !== undefined
  return (
    <details class="confirm mt-3" open={open}>
      <summary class="btn">{t(email === null ? 'profile.addAddress' : 'profile.changeAddress')}</summary>
      <form class="confirm-ask" method="post" action={changeAction} novalidate>
        <Csrf token={csrfToken} />
        <p class="text-secondary">
          {email !== null && emailVerified
            ? t('profile.changeProven', { email })
            : t('profile.changeUnproven')}
        </p>
        <Field
          name="email"
          type="email"
          label={t('profile.newAddress')}
          value={props.newEmail ?? ''}
          error={errors.email}
          autocomplete="email"
          spellcheck={false}
        />
        <PasswordField
          name="password"
          label={t('profile.yourPassword')}
          autocomplete="current-password"
          error={errors.password}
          last
        />
        <Button icon="mail">{t('profile.mailLink')}</Button>
      </form>
    </details>
  )
}

function Address(props: ProfilePageProps): VNode {
  const { email, emailVerified, verifyAction, csrfToken } = props
  const t = useTexts()
  if (email === null) return <p class="text-secondary">{t('profile.noEmail')}</p>
  return (
    <>
      <div class="d-flex gap-2 align-items-center flex-wrap">
        <span class="text-break">{email}</span>
        {emailVerified ? (
          <State tone="ok" icon="check">
            {t('profile.confirmed')}
          </State>
        ) : (
          <State tone="warn" icon="clock">
            {t('profile.unconfirmed')}
          </State>
        )}
        {!emailVerified && verifyAction !== undefined && (
          <span class="ms-auto">
            <PostButton action={verifyAction} csrfToken={csrfToken} icon="mail" small>
              {t('profile.sendAgain')}
            </PostButton>
          </span>
        )}
      </div>
      {!emailVerified && <p class="text-secondary mt-2">{t('profile.mailed')}</p>}
    </>
  )
}

/** The browser's choice, ours, and what the profile says otherwise: another system may have written any tag. */
function languageOptions(kept: string, browser: string): readonly Option[] {
  const ours = LANGUAGE_TAGS.map((tag) => ({ value: tag, label: LANGUAGES[tag] }))
  const foreign =
    kept === '' || ours.some(({ value }) => value === kept) ? [] : [{ value: kept, label: kept }]
  return [{ value: '', label: browser }, ...ours, ...foreign]
}

/** GET and 422 of /account/profile. Posts the fields of `PROFILE_FIELDS`. */
export function ProfilePage(props: ProfilePageProps): VNode {
  const { values, errors = {} } = props
  const { t, language } = useReader()
  const given = (field: ProfileField) => ({
    name: field,
    value: values[field] ?? '',
    ...(errors[field] === undefined ? {} : { error: errors[field] }),
  })
  const givenName = (
    <Field key="given" {...given('givenName')} label={t('profile.givenName')} autocomplete="given-name" />
  )
  const familyName = (
    <Field key="family" {...given('familyName')} label={t('profile.familyName')} autocomplete="family-name" />
  )
  return (
    <AccountLayout {...props} title={t('profile.title')} active="profile">
      <h1>{t('profile.title')}</h1>
      <p class="lead">{t('profile.lead')}</p>
      <FormErrors errors={errors} />
      <Card title={t('profile.email')}>
        <Address {...props} />
        <NewAddress {...props} />
      </Card>
      <Card title={t('profile.about')}>
        <form method="post" action="/account/profile" novalidate>
          <Csrf token={props.csrfToken} />
          <Field {...given('name')} label={t('profile.name')} autocomplete="name" />
          <div class="cols2">{language === 'zh-CN' ? [familyName, givenName] : [givenName, familyName]}</div>
          <div class="cols2">
            <Field
              {...given('username')}
              label={t('profile.username')}
              autocomplete="username"
              spellcheck={false}
            />
            <Field {...given('phone')} label={t('profile.phone')} type="tel" autocomplete="tel" />
          </div>
          <div class="cols2">
            <SelectField
              {...given('locale')}
              label={t('profile.locale')}
              hint={t('profile.localeHint')}
              options={languageOptions(values.locale ?? '', t('profile.localeBrowser'))}
            />
            <Field
              {...given('zoneinfo')}
              label={t('profile.zoneinfo')}
              hint={t('profile.zoneinfoHint')}
              autocomplete="off"
              spellcheck={false}
            />
          </div>
          <CustomInputs fields={props.custom ?? []} errors={errors} />
          <Button kind="primary">{t('profile.save')}</Button>
        </form>
      </Card>
    </AccountLayout>
  )
}
