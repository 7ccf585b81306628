import type { VNode } from 'preact'
import { ConsoleLayout } from '../layout/console-layout.tsx'
import { ButtonLink, PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Empty } from '../partials/empty.tsx'
import { FormErrors } from '../partials/form-errors.tsx'
import { Kv } from '../partials/kv.tsx'
import { Note } from '../partials/note.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { State, UserState } from '../partials/state.tsx'
import { Time } from '../partials/time.tsx'
import { EventTable } from './event-log.tsx'
import { type SessionRow, SessionTable } from './sessions.tsx'
import { AccountActs, SignInActs, type UserPageProps } from './user-acts.tsx'
import { userLabel } from './users.tsx'

export type { UserPageProps }

function inWords(value: string | number | boolean | null): string | null {
  if (value === null) return null
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
}

/** Whether and how somebody gets in: what is asked first when somebody does not. */
function SignInFacts({ user }: Pick<UserPageProps, 'user'>): VNode {
  const proven =
    user.email === null ? 'no address' : user.emailVerified ? 'address confirmed' : 'address not confirmed'
  return (
    <>
      {user.lastLoginAt === null ? (
        'Never signed in'
      ) : (
        <>
          Signed in <Time at={user.lastLoginAt} />
        </>
      )}{' '}
      · {proven} · second factor {user.mfaEnabled ? 'on' : 'off'}
    </>
  )
}

/** GET of /console/users/:id. Its acts post below it. */
export function UserPage(props: UserPageProps): VNode {
  const { user } = props
  const label = userLabel(user)
  const custom = Object.entries({ ...user.customFields, ...user.privateFields })
  const labelled = (key: string) => props.fields.find((field) => field.key === key)?.labels.en ?? key
  const base = `/console/users/${encodeURIComponent(user.id)}`
  const end = ({ id, current }: SessionRow) =>
    !current && (
      <PostButton
        kind="link"
        action={`${base}/end-session`}
        csrfToken={props.csrfToken}
        fields={{ session: id }}
      >
        End session
      </PostButton>
    )
  return (
    <ConsoleLayout {...props} title={label} active="/console/users">
      <PageHead
        crumbs={[{ label: 'Users', href: '/console/users' }, { label }]}
        title={label}
        state={<UserState state={user.status} />}
        sub={
          <>
            <SignInFacts user={user} /> · <code>{user.id}</code>
          </>
        }
        actions={
          <ButtonLink href={`${base}/edit`} icon="pencil">
            Edit
          </ButtonLink>
        }
      />
      <FormErrors errors={props.errors} />
      {user.status === 'blocked' && (
        <Note tone="bad" icon="lock" title="This account is blocked">
          {user.statusReason === null || user.statusReason === ''
            ? 'No reason was given.'
            : user.statusReason}
        </Note>
      )}
      {props.appLocked && (
        <Note tone="warn" icon="lock" title="The app takes no codes any more">
          There were 100 wrong ones in a row, each after the right password: ask for a new one. A recovery
          code or a passkey opens the app again, and so can you.
        </Note>
      )}
      <div class="cols-main">
        <div>
          <Card title="Sessions" padded={false}>
            {props.sessions.length === 0 ? (
              <p class="text-secondary m-3">Signed in nowhere.</p>
            ) : (
              <SessionTable
                rows={props.sessions}
                now={props.now}
                act={props.viewer === true ? undefined : end}
              />
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
          {props.children}
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
                ['Password', user.passwordExpired ? 'new one asked for' : null],
                ['Factor', user.mfaEnabled ? 'on' : 'off'],
                ['Role', user.role],
                ['External id', user.externalId],
                ['Phone', user.phone],
                ['Language', user.locale],
                ['Time zone', user.zoneinfo],
                ['Sign-ins', String(user.loginsCount)],
                ['Last one', <Time at={user.lastLoginAt} />],
                ['Created', <Time at={user.createdAt} form="day" />],
                ['Changed', <Time at={user.updatedAt} form="day" />],
                ...custom.map(([key, value]) => [labelled(key), inWords(value)] as const),
              ]}
            />
          </Card>
          {props.viewer !== true && <SignInActs {...props} />}
          {props.viewer !== true && <AccountActs {...props} />}
        </aside>
      </div>
    </ConsoleLayout>
  )
}
