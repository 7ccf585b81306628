import type { VNode } from 'preact'
import type { User } from '../../src/domain/user.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Confirm } from '../partials/confirm.tsx'
import { Empty } from '../partials/empty.tsx'
import { Field } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { Kv } from '../partials/kv.tsx'
import { Note } from '../partials/note.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { State, UserState } from '../partials/state.tsx'
import { Time } from '../partials/time.tsx'
import { type EventRow, EventTable } from './event-log.tsx'
import { type SessionRow, SessionTable } from './sessions.tsx'
import { userLabel } from './users.tsx'

export interface UserPageProps extends ConsoleShell {
  readonly user: Omit<User, 'usernameKey' | 'firstVerifiedAt'>
  readonly sessions: readonly SessionRow[]
  /** The newest events about this user. */
  readonly events: readonly EventRow[]
  /** Epoch milliseconds. */
  readonly now: number
  /** Whether this is the operator who looks; nobody blocks or deletes themselves here. */
  readonly self: boolean
  /** Why the account cannot be blocked or deleted, such as being the last operator's. */
  readonly kept?: string
  /** Keys: `reason`, `form`. */
  readonly errors?: Errors
}

function Acts(props: UserPageProps): VNode {
  const { user, csrfToken, self, kept, errors = {} } = props
  const base = `/console/users/${encodeURIComponent(user.id)}`
  const label = userLabel(user)
  const why =
    kept ?? (self ? 'This is your own account. Another operator can block or delete it.' : undefined)
  return (
    <Card title="Act on this account">
      {why !== undefined && <p class="text-secondary">{why}</p>}
      <div class="d-grid gap-2">
        {user.status === 'blocked' ? (
          <PostButton action={`${base}/unblock`} csrfToken={csrfToken} icon="lock-open">
            Unblock
          </PostButton>
        ) : (
          why === undefined && (
            <Confirm
              kind="plain"
              action={`${base}/block`}
              csrfToken={csrfToken}
              label="Block"
              icon="lock"
              confirmLabel={`Block ${label}`}
              open={errors.reason !== undefined}
              fields={
                <Field name="reason" label="Reason" hint="Kept in the event." error={errors.reason} last />
              }
            >
              All sessions end and no new one begins until you unblock.
            </Confirm>
          )
        )}
        {props.sessions.length > 0 && (
          <Confirm
            kind="plain"
            action={`${base}/end-sessions`}
            csrfToken={csrfToken}
            label="End all sessions"
            icon="logout"
            confirmLabel="End all sessions"
          >
            {props.sessions.length === 1 ? 'One browser is' : `${props.sessions.length} browsers are`} signed
            out at once.
          </Confirm>
        )}
        {why === undefined && (
          <Confirm
            action={`${base}/delete`}
            csrfToken={csrfToken}
            label="Delete"
            icon="trash"
            confirmLabel={`Delete ${label}`}
          >
            The account, its password and its factors are gone for good. Every webhook that wants it hears{' '}
            <code>user.deleted</code> with the last state.
          </Confirm>
        )}
      </div>
    </Card>
  )
}

/** GET of /console/users/:id. Posts to `/block` (`reason`), `/unblock`, `/end-sessions` and `/delete` below it. */
export function UserPage(props: UserPageProps): VNode {
  const { user } = props
  const label = userLabel(user)
  const custom = Object.entries(user.customFields)
  return (
    <ConsoleLayout {...props} title={label} active="/console/users">
      <PageHead
        crumbs={[{ label: 'Users', href: '/console/users' }, { label }]}
        title={label}
        state={<UserState state={user.status} />}
        sub={<code>{user.id}</code>}
      />
      <FormErrors errors={props.errors} />
      {user.status === 'blocked' && (
        <Note tone="bad" icon="lock" title="This account is blocked">
          {user.statusReason === null || user.statusReason === ''
            ? 'No reason was given.'
            : user.statusReason}
        </Note>
      )}
      <div class="cols-main">
        <div>
          <Card title="Sessions" padded={false}>
            {props.sessions.length === 0 ? (
              <p class="text-secondary m-3">Signed in nowhere.</p>
            ) : (
              <SessionTable rows={props.sessions} now={props.now} />
            )}
          </Card>
          <Card
            title="Newest events"
            aside={<a href={`/console/events?user=${encodeURIComponent(user.id)}`}>All of them</a>}
            padded={false}
          >
            {props.events.length === 0 ? (
              <Empty icon="list-details" title="No event about this user yet" />
            ) : (
              <EventTable rows={props.events} />
            )}
          </Card>
        </div>
        <aside aria-label="About this user">
          <Card title="Account">
            <Kv
              items={[
                ['Username', user.username],
                ['E-mail', user.email],
                [
                  'Address',
                  user.email === null ? null : user.emailVerified ? (
                    <State tone="ok" icon="check">
                      Confirmed
                    </State>
                  ) : (
                    <State tone="warn" icon="clock">
                      Not confirmed
                    </State>
                  ),
                ],
                ['Factor', user.mfaEnabled ? 'on' : 'off'],
                ['Role', user.role],
                ['Employee', user.externalId],
                ['Phone', user.phone],
                ['Language', user.locale],
                ['Time zone', user.zoneinfo],
                ['Sign-ins', String(user.loginsCount)],
                ['Last one', <Time at={user.lastLoginAt} />],
                ['Created', <Time at={user.createdAt} form="day" />],
                ['Changed', <Time at={user.updatedAt} form="day" />],
                ...custom.map(([key, value]) => [key, value === null ? null : String(value)] as const),
              ]}
            />
          </Card>
          <Acts {...props} />
        </aside>
      </div>
    </ConsoleLayout>
  )
}
