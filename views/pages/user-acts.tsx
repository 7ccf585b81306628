import type { ComponentChildren, VNode } from 'preact'
import type { FieldDefinition } from '../../src/domain/custom-field.ts'
import type { User } from '../../src/domain/user.ts'
import type { ConsoleShell } from '../layout/console-layout.tsx'
import { ButtonLink, PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Confirm, type ConfirmProps } from '../partials/confirm.tsx'
import { Field, SelectField } from '../partials/field.tsx'
import type { Errors } from '../partials/form-errors.tsx'
import type { EventRow } from './event-log.tsx'
import type { SessionRow } from './sessions.tsx'
import { userLabel } from './users.tsx'

export interface UserPageProps extends ConsoleShell {
  readonly user: Omit<User, 'usernameKey' | 'firstVerifiedAt' | 'proofOwed'>
  /** The custom fields on the forms, for their labels. */
  readonly fields: readonly FieldDefinition[]
  readonly sessions: readonly SessionRow[]
  /** The newest events about this user. */
  readonly events: readonly EventRow[]
  /** Epoch milliseconds. */
  readonly now: number
  /** Whether this is the operator who looks; nobody blocks or deletes themselves here. */
  readonly self: boolean
  /** Whether the app takes no code any more, after 100 wrong ones in a row. */
  readonly appLocked: boolean
  /** Why the account cannot be blocked or deleted, such as being the last operator's. */
  readonly kept?: string
  /** Whether a link can be mailed. */
  readonly mailsLeave: boolean
  /** Keys: `reason`, `role`, `form`. */
  readonly errors?: Errors
  /** What plugins say about this user. */
  readonly children?: ComponentChildren
}

type Ask = Omit<ConfirmProps, 'action' | 'csrfToken' | 'kind'> & { readonly danger?: boolean }

/** The acts of a page, each below its user. */
function actsOf({ user, csrfToken }: UserPageProps) {
  const base = `/console/users/${encodeURIComponent(user.id)}`
  return {
    base,
    ask: (act: string, { danger, ...props }: Ask): VNode => (
      <Confirm
        {...props}
        kind={danger === true ? 'danger' : 'plain'}
        action={`${base}/${act}`}
        csrfToken={csrfToken}
      />
    ),
    post: (act: string, icon: 'mail' | 'lock-open', children: ComponentChildren): VNode => (
      <PostButton action={`${base}/${act}`} csrfToken={csrfToken} icon={icon}>
        {children}
      </PostButton>
    ),
  }
}

/** How the person gets in: invitation, password, second factor. */
export function SignInActs(props: UserPageProps): VNode {
  const { user, self, mailsLeave } = props
  const { base, ask, post } = actsOf(props)
  if (self)
    return (
      <Card title="Signing in">
        <p class="text-secondary mb-0">
          This is your own account. Its password and its factor are on{' '}
          <a href="/account/password">your pages</a>.
        </p>
      </Card>
    )
  const mailable = mailsLeave && user.email !== null
  return (
    <Card title="Signing in">
      <div class="d-grid gap-2">
        {user.status === 'invited' && mailable && post('invite', 'mail', 'Send the invitation again')}
        {user.status !== 'invited' &&
          user.status !== 'blocked' &&
          mailable &&
          ask('reset-link', {
            label: 'Mail a reset link',
            icon: 'mail',
            confirmLabel: 'Mail the link',
            children: `All sessions end, and ${user.email} gets a link to choose a new password. The present one works until then.`,
          })}
        <div>
          <ButtonLink href={`${base}/password/new`} icon="lock">
            Set a password
          </ButtonLink>
        </div>
        {user.status !== 'invited' &&
          !user.passwordExpired &&
          ask('expire-password', {
            label: 'Ask for a new password',
            icon: 'lock',
            confirmLabel: 'End the sessions and ask',
            children:
              'All sessions end. The present password still signs in, and then opens nothing but the page for a new one.',
          })}
        {props.appLocked && post('open-app', 'lock-open', 'Take codes of the app again')}
        {user.mfaEnabled &&
          ask('reset-factors', {
            label: 'Reset the second factor',
            icon: 'shield-off',
            confirmLabel: 'Reset the second factor',
            danger: true,
            children:
              'For a lost phone. The app and the recovery codes are gone, the password alone opens the account, and the person is told by mail. Be sure who asks.',
          })}
      </div>
    </Card>
  )
}

/** Role, sessions, blocking, deleting. */
export function AccountActs(props: UserPageProps): VNode {
  const { user, self, kept, errors = {} } = props
  const { ask, post } = actsOf(props)
  const label = userLabel(user)
  const why =
    kept ?? (self ? 'This is your own account. Another operator can block or delete it.' : undefined)
  const many = props.sessions.length
  return (
    <Card title="Act on this account">
      {why !== undefined && <p class="text-secondary">{why}</p>}
      <div class="d-grid gap-2">
        {why === undefined &&
          (user.status === 'active' || user.role !== null) &&
          ask('role', {
            label: 'Change the role',
            icon: 'key',
            confirmLabel: 'Change the role',
            open: errors.role !== undefined,
            fields: (
              <SelectField
                name="role"
                label="Role"
                value={user.role ?? ''}
                error={errors.role}
                options={[
                  { value: '', label: 'None: own account alone' },
                  { value: 'viewer', label: 'Viewer: may see everything' },
                  { value: 'operator', label: 'Operator: may do everything' },
                ]}
                last
              />
            ),
            children: 'Who may open the console.',
          })}
        {user.status === 'blocked'
          ? post('unblock', 'lock-open', 'Unblock')
          : why === undefined &&
            ask('block', {
              label: 'Block',
              icon: 'lock',
              confirmLabel: `Block ${label}`,
              open: errors.reason !== undefined,
              fields: (
                <Field name="reason" label="Reason" hint="Kept in the event." error={errors.reason} last />
              ),
              children: 'All sessions end and no new one begins until you unblock.',
            })}
        {many > 0 &&
          ask('end-sessions', {
            label: 'End all sessions',
            icon: 'logout',
            confirmLabel: 'End all sessions',
            children: `${many === 1 ? 'One browser is' : `${many} browsers are`} signed out at once.`,
          })}
        {why === undefined &&
          ask('delete', {
            label: 'Delete',
            icon: 'trash',
            confirmLabel: `Delete ${label}`,
            danger: true,
            children: (
              <>
                The account, its password and its factors are gone for good. Every webhook that wants it hears{' '}
                <code>user.deleted</code> with the last state.
              </>
            ),
          })}
      </div>
    </Card>
  )
}
