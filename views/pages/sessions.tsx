import type { ComponentChildren, VNode } from 'preact'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Icon } from '../partials/icon.tsx'
import { State } from '../partials/state.tsx'
import { Table } from '../partials/table.tsx'
import { formatDistance, Time } from '../partials/time.tsx'
import { describeBrowser } from './describe-browser.ts'

export interface SessionRow {
  /** `ses_…` */
  readonly id: string
  readonly userAgent: string | null
  readonly ip: string | null
  readonly createdAt: number
  readonly lastSeenAt: number
  /** Whether this page is read in it. */
  readonly current: boolean
}

export interface SessionTableProps {
  readonly rows: readonly SessionRow[]
  readonly now: number
  /** What stands at the end of a row: the button that ends the session. */
  readonly act?: (row: SessionRow) => ComponentChildren
}

/** Sessions as a table; also part of a user's page in the console. */
export function SessionTable({ rows, now, act }: SessionTableProps): VNode {
  const heads = ['Browser', 'Address', 'Began', 'Last seen']
  const columns = act === undefined ? heads : [...heads, { text: 'Action', right: true, hidden: true }]
  return (
    <Table label="Sessions" columns={columns}>
      {rows.map((row) => {
        const browser = describeBrowser(row.userAgent)
        const seen = row.current ? 'now' : formatDistance(row.lastSeenAt, now)
        return (
          <tr key={row.id}>
            <td class="wrap">
              <div class="d-flex gap-2 align-items-center">
                <Icon name={browser.mobile ? 'device-mobile' : 'device-laptop'} />
                <span>{browser.words}</span>
                {row.current && (
                  <State tone="ok" icon="check">
                    This browser
                  </State>
                )}
              </div>
            </td>
            <td class="text-secondary num hide">{row.ip ?? '–'}</td>
            <td class="text-secondary num hide">
              <Time at={row.createdAt} form="day" />
            </td>
            <td class="text-secondary num all">
              {seen}
              <span class="only-phone ms-0">{row.ip ?? ''}</span>
            </td>
            {act !== undefined && <td class="r act">{act(row)}</td>}
          </tr>
        )
      })}
    </Table>
  )
}

export interface SessionsPageProps extends AccountShell {
  readonly sessions: readonly SessionRow[]
  /** Epoch milliseconds; what `ago` counts from. */
  readonly now: number
}

/** GET of /account/sessions. Posts `session` to `/end`, and nothing to `/end-others`. */
export function SessionsPage(props: SessionsPageProps): VNode {
  const { csrfToken, sessions } = props
  const others = sessions.some((session) => !session.current)
  const act = ({ id, current }: SessionRow) =>
    current ? (
      <PostButton kind="link" action="/logout" csrfToken={csrfToken}>
        Sign out
      </PostButton>
    ) : (
      <PostButton kind="link" action="/account/sessions/end" csrfToken={csrfToken} fields={{ session: id }}>
        End session
      </PostButton>
    )
  return (
    <AccountLayout {...props} title="Sessions" active="sessions">
      <h1>Sessions</h1>
      <p class="lead">
        Where you are signed in. One you do not know? End it, then{' '}
        <a href="/account/password">change the password</a>.
      </p>
      <Card
        title="Signed in"
        aside={
          others ? (
            <PostButton kind="link" action="/account/sessions/end-others" csrfToken={csrfToken}>
              End all others
            </PostButton>
          ) : (
            <span class="text-secondary">This browser alone</span>
          )
        }
        padded={false}
      >
        <SessionTable rows={sessions} now={props.now} act={act} />
      </Card>
    </AccountLayout>
  )
}
