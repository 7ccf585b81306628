import type { VNode } from 'preact'
import type { User } from '../../src/domain/user.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Button } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Confirm } from '../partials/confirm.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Field, SelectField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { useMayAct } from '../partials/may-act.ts'
import { PageHead } from '../partials/page-head.tsx'
import { State, UserState } from '../partials/state.tsx'
import { Table } from '../partials/table.tsx'
import { Time } from '../partials/time.tsx'
import { Why } from '../partials/why.tsx'
import { userLabel } from './users.tsx'

const HOME = '/console/operators'

export type OperatorRow = Pick<
  User,
  'id' | 'name' | 'username' | 'email' | 'role' | 'status' | 'mfaEnabled' | 'lastLoginAt'
>

export interface OperatorsPageProps extends ConsoleShell {
  readonly people: readonly OperatorRow[]
  /** The id of the operator who looks. */
  readonly me: string
  /** The one operator who is left, if there is but one. */
  readonly lastId?: string | undefined
  readonly values?: { readonly login?: string; readonly role?: string }
  /** Keys: `login`, `role`, `form`. */
  readonly errors?: Errors
}

/** GET of /console/operators and its refusals. Posts `login` and `role` there, and to `/:id/revoke` below. */
export function OperatorsPage(props: OperatorsPageProps): VNode {
  const { people } = props
  return (
    <ConsoleLayout {...props} title="Operators" active={HOME}>
      <PageHead
        title="Operators"
        sub="Who may open this console: operators do everything here, viewers see all and change nothing"
      />
      <FormErrors errors={props.errors ?? {}} />
      <Card padded={false}>
        <Table
          label="Operators and viewers"
          columns={['User', 'Role', 'Second factor', 'Last sign-in', { text: 'Act', hidden: true }]}
        >
          {people.map((person) => (
            <Person key={person.id} {...props} person={person} />
          ))}
        </Table>
      </Card>
      <Grant {...props} />
      <Why>Each grant and each loss of a role is an event with the name of whoever did it.</Why>
    </ConsoleLayout>
  )
}

function Person(props: OperatorsPageProps & { readonly person: OperatorRow }): VNode {
  const { person, me, lastId } = props
  const label = userLabel(person)
  return (
    <tr>
      <td class="cut">
        <a href={`/console/users/${encodeURIComponent(person.id)}`}>{label}</a>
        {person.id === me && <span class="text-secondary"> (you)</span>}
      </td>
      <td class="end">
        {person.role}
        {person.status !== 'active' && (
          <>
            {' '}
            <UserState state={person.status} />
          </>
        )}
      </td>
      <td class="all">
        <span class="d-md-none text-secondary">Second factor </span>
        {person.mfaEnabled ? (
          <State tone="ok" icon="shield-check">
            On
          </State>
        ) : (
          <State tone="warn" icon="shield-off">
            Off
          </State>
        )}
      </td>
      <td class="num text-secondary hide">
        <Time at={person.lastLoginAt} />
      </td>
      <td class="wrap all text-md-end">
        {person.id === lastId ? (
          <span class="text-secondary">the last operator stays</span>
        ) : (
          <Confirm
            kind="link"
            action={`${HOME}/${encodeURIComponent(person.id)}/revoke`}
            csrfToken={props.csrfToken}
            label={`Close it to ${label}`}
            confirmLabel={`Close the console to ${label}`}
          >
            {person.id === me
              ? 'This is your own role: the console shuts behind you. The account stays as it is.'
              : 'The console opens to this account no more, from its next page on. The account stays as it is.'}
          </Confirm>
        )}
      </td>
    </tr>
  )
}

function Grant({ csrfToken, values = {}, errors = {} }: OperatorsPageProps): VNode | null {
  if (!useMayAct()) return null
  return (
    <Card title="Let somebody in">
      <form class="narrow" method="post" action={HOME} novalidate>
        <Csrf token={csrfToken} />
        <Field
          name="login"
          label="Username, e-mail or id"
          hint="Exactly; the account must be active."
          value={values.login}
          error={errors.login}
          autocomplete="off"
          spellcheck={false}
        />
        <SelectField
          name="role"
          label="As"
          value={values.role ?? 'viewer'}
          error={errors.role}
          options={[
            { value: 'viewer', label: 'Viewer: may see everything' },
            { value: 'operator', label: 'Operator: may do everything' },
          ]}
          last
        />
        <Button kind="primary">Open the console to them</Button>
      </form>
    </Card>
  )
}
