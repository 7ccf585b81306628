import type { VNode } from 'preact'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
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

/** Sessions as a table; also part of a user's page in the console. */
export function SessionTable({
  rows,
  now,
}: {
  readonly rows: readonly SessionRow[]
  readonly now: number
}): VNode {
  return (
    <Table label="Sessions" columns={['Browser', 'Address', 'Began', 'Last seen']}>
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

/** GET of /account/sessions. */
export function SessionsPage(props: SessionsPageProps): VNode {
  const many = props.sessions.length
  return (
    <AccountLayout {...props} title="Sessions" active="sessions">
      <h1>Sessions</h1>
      <p class="lead">
        Where you are signed in. One you do not know? <a href="/account/password">Change the password</a>:
        that ends all but this one.
      </p>
      <Card
        title="Signed in"
        aside={<span class="text-secondary num">{many === 1 ? '1 browser' : `${many} browsers`}</span>}
        padded={false}
      >
        <SessionTable rows={props.sessions} now={props.now} />
      </Card>
    </AccountLayout>
  )
}
