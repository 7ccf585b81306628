import type { VNode } from 'preact'
import type { User } from '../../src/domain/user.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { type CustomInput, CustomInputs } from '../partials/custom-inputs.tsx'
import { Field } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { NewPasswordField, STRENGTH_SCRIPTS } from '../partials/new-password-field.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { userLabel } from './users.tsx'

/** What an operator may write about a user, under the names of the form. */
export const USER_FIELDS = [
  'name',
  'username',
  'email',
  'givenName',
  'familyName',
  'phone',
  'locale',
  'zoneinfo',
  'externalId',
] as const
export type UserField = (typeof USER_FIELDS)[number]
type UserValues = Readonly<Partial<Record<UserField, string | null>>>

interface FieldsProps {
  readonly values?: UserValues
  readonly custom?: readonly CustomInput[]
  readonly errors?: Errors
  /** Said under the address. */
  readonly addressHint: string
}

function UserFields({ values = {}, custom = [], errors = {}, addressHint }: FieldsProps): VNode {
  const given = (name: UserField) => ({
    name,
    value: values[name] ?? '',
    autocomplete: 'off',
    ...(errors[name] === undefined ? {} : { error: errors[name] }),
  })
  return (
    <>
      <Field {...given('name')} label="Name" />
      <div class="cols2">
        <Field {...given('username')} label="Username" spellcheck={false} />
        <Field {...given('email')} label="E-mail" type="email" hint={addressHint} spellcheck={false} />
      </div>
      <div class="cols2">
        <Field {...given('givenName')} label="Given name" />
        <Field {...given('familyName')} label="Family name" />
      </div>
      <div class="cols2">
        <Field
          {...given('externalId')}
          label="External id"
          hint="The name of this person in your HR system."
          spellcheck={false}
        />
        <Field {...given('phone')} label="Phone" type="tel" />
      </div>
      <div class="cols2">
        <Field {...given('locale')} label="Language" hint="Such as en or zh-CN." spellcheck={false} />
        <Field {...given('zoneinfo')} label="Time zone" hint="Such as Europe/Vienna." spellcheck={false} />
      </div>
      <CustomInputs fields={custom} errors={errors} />
    </>
  )
}

export interface NewUserPageProps extends ConsoleShell {
  readonly values?: UserValues
  readonly custom?: readonly CustomInput[]
  readonly errors?: Errors
  readonly passwordMin: number
  /** Whether an invitation can be mailed. */
  readonly mailsLeave: boolean
}

/** GET of /console/users/new and its refusals. Posts `USER_FIELDS` and `password` to /console/users. */
export function NewUserPage(props: NewUserPageProps): VNode {
  const { errors = {} } = props
  const crumbs = [{ label: 'Users', href: '/console/users' }, { label: 'New' }]
  return (
    <ConsoleLayout {...props} title="New user" active="/console/users" scripts={STRENGTH_SCRIPTS}>
      <PageHead crumbs={crumbs} title="New user" />
      <FormErrors errors={errors} />
      <Card>
        <form class="narrow" method="post" action="/console/users" novalidate>
          <Csrf token={props.csrfToken} />
          <UserFields
            {...(props.values === undefined ? {} : { values: props.values })}
            custom={props.custom ?? []}
            errors={errors}
            addressHint={
              props.mailsLeave
                ? 'The invitation goes here.'
                : 'This server sends no mail: set a password below.'
            }
          />
          <NewPasswordField
            name="password"
            label="Password"
            hint={`Leave it empty to invite the person, who then chooses one. At least ${props.passwordMin} characters.`}
            error={errors.password}
            last
          />
          <div class="btn-list">
            <Button kind="primary" icon="user-plus">
              Create the user
            </Button>
            <ButtonLink href="/console/users">Cancel</ButtonLink>
          </div>
        </form>
      </Card>
    </ConsoleLayout>
  )
}

export interface EditUserPageProps extends ConsoleShell {
  readonly user: Pick<User, 'id' | 'name' | 'username' | 'email'>
  readonly values: UserValues
  readonly custom: readonly CustomInput[]
  /** Marks of what the form shows: a change by somebody else meanwhile is told. */
  readonly seen: string
  readonly errors?: Errors
}

/** GET of /console/users/:id/edit and its refusals. Posts `USER_FIELDS` and `custom.…` to the same place. */
export function EditUserPage(props: EditUserPageProps): VNode {
  const { user, errors = {} } = props
  const label = userLabel(user)
  const home = `/console/users/${encodeURIComponent(user.id)}`
  const crumbs = [{ label: 'Users', href: '/console/users' }, { label, href: home }, { label: 'Edit' }]
  return (
    <ConsoleLayout {...props} title={`Edit ${label}`} active="/console/users">
      <PageHead crumbs={crumbs} title={`Edit ${label}`} />
      <FormErrors errors={errors} />
      <Card>
        <form class="narrow" method="post" action={`${home}/edit`} novalidate>
          <Csrf token={props.csrfToken} />
          <input type="hidden" name="seen" value={props.seen} />
          <UserFields
            values={props.values}
            custom={props.custom}
            errors={errors}
            addressHint="A new address counts as not confirmed until the person proves it."
          />
          <div class="btn-list">
            <Button kind="primary">Save the user</Button>
            <ButtonLink href={home}>Cancel</ButtonLink>
          </div>
        </form>
      </Card>
    </ConsoleLayout>
  )
}

export interface UserPasswordPageProps extends ConsoleShell {
  readonly user: Pick<User, 'id' | 'name' | 'username' | 'email'>
  readonly passwordMin: number
  readonly errors?: Errors
}

/** GET of /console/users/:id/password/new and its refusals. Posts `password` to /console/users/:id/password. */
export function UserPasswordPage(props: UserPasswordPageProps): VNode {
  const { user, errors = {} } = props
  const label = userLabel(user)
  const home = `/console/users/${encodeURIComponent(user.id)}`
  const crumbs = [{ label: 'Users', href: '/console/users' }, { label, href: home }, { label: 'Password' }]
  return (
    <ConsoleLayout
      {...props}
      title={`Password of ${label}`}
      active="/console/users"
      scripts={STRENGTH_SCRIPTS}
    >
      <PageHead
        crumbs={crumbs}
        title="Set a password"
        sub="Every session of this account ends, and the person is told by mail."
      />
      <FormErrors errors={errors} />
      <Card>
        <form class="narrow" method="post" action={`${home}/password`} novalidate>
          <Csrf token={props.csrfToken} />
          <NewPasswordField
            name="password"
            label={`New password of ${label}`}
            hint={`At least ${props.passwordMin} characters. Hand it over in person, not by mail.`}
            error={errors.password}
            last
            focus
          />
          <div class="btn-list">
            <Button kind="primary" icon="lock">
              Set the password
            </Button>
            <ButtonLink href={home}>Cancel</ButtonLink>
          </div>
        </form>
      </Card>
    </ConsoleLayout>
  )
}
