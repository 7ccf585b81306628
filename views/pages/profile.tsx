import type { VNode } from 'preact'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { Button, PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { type CustomInput, CustomInputs } from '../partials/custom-inputs.tsx'
import { Field, PasswordField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
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
  if (changeAction === undefined) return null
  const open = errors.email !== undefined || errors.password !== undefined
  return (
    <details class="confirm mt-3" open={open}>
      <summary class="btn">{email === null ? 'Add an address' : 'Change the address'}</summary>
      <form class="confirm-ask" method="post" action={changeAction} novalidate>
        <Csrf token={csrfToken} />
        <p class="text-secondary">
          {emailVerified
            ? `We mail a link to the new address. Until you follow it, ${email} stays yours; after that it gets a mail about the change.`
            : 'We mail a link to the new address. It is yours once you follow it.'}
        </p>
        <Field
          name="email"
          type="email"
          label="New address"
          value={props.newEmail ?? ''}
          error={errors.email}
          autocomplete="email"
          spellcheck={false}
        />
        <PasswordField
          name="password"
          label="Your password"
          autocomplete="current-password"
          error={errors.password}
          last
        />
        <Button icon="mail">Mail the link</Button>
      </form>
    </details>
  )
}

function Address(props: ProfilePageProps): VNode {
  const { email, emailVerified, verifyAction, csrfToken } = props
  if (email === null) return <p class="text-secondary">This account has no e-mail address.</p>
  return (
    <>
      <div class="d-flex gap-2 align-items-center flex-wrap">
        <span class="text-break">{email}</span>
        {emailVerified ? (
          <State tone="ok" icon="check">
            Confirmed
          </State>
        ) : (
          <State tone="warn" icon="clock">
            Not confirmed
          </State>
        )}
        {!emailVerified && verifyAction !== undefined && (
          <span class="ms-auto">
            <PostButton action={verifyAction} csrfToken={csrfToken} icon="mail" small>
              Send the link again
            </PostButton>
          </span>
        )}
      </div>
      {!emailVerified && (
        <p class="text-secondary mt-2">
          We have mailed a link. Until you follow it, the address is not yours: another person who proves it
          gets it.
        </p>
      )}
    </>
  )
}

/** GET and 422 of /account/profile. Posts the fields of `PROFILE_FIELDS`. */
export function ProfilePage(props: ProfilePageProps): VNode {
  const { values, errors = {} } = props
  const given = (field: ProfileField) => ({
    name: field,
    value: values[field] ?? '',
    ...(errors[field] === undefined ? {} : { error: errors[field] }),
  })
  return (
    <AccountLayout {...props} title="Profile" active="profile">
      <h1>Profile</h1>
      <p class="lead">What this server, and whatever it reports to, knows about you.</p>
      <FormErrors errors={errors} />
      <Card title="E-mail">
        <Address {...props} />
        <NewAddress {...props} />
      </Card>
      <Card title="About you">
        <form method="post" action="/account/profile" novalidate>
          <Csrf token={props.csrfToken} />
          <Field {...given('name')} label="Name" autocomplete="name" />
          <div class="cols2">
            <Field {...given('givenName')} label="Given name" autocomplete="given-name" />
            <Field {...given('familyName')} label="Family name" autocomplete="family-name" />
          </div>
          <div class="cols2">
            <Field {...given('username')} label="Username" autocomplete="username" spellcheck={false} />
            <Field {...given('phone')} label="Phone" type="tel" autocomplete="tel" />
          </div>
          <div class="cols2">
            <Field
              {...given('locale')}
              label="Language"
              hint="A language tag, such as en or de-AT."
              autocomplete="language"
              spellcheck={false}
            />
            <Field
              {...given('zoneinfo')}
              label="Time zone"
              hint="Such as Europe/Vienna."
              autocomplete="off"
              spellcheck={false}
            />
          </div>
          <CustomInputs fields={props.custom ?? []} errors={errors} />
          <Button kind="primary">Save the profile</Button>
        </form>
      </Card>
    </AccountLayout>
  )
}
