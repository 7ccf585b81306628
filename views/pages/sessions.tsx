import type { ComponentChildren, VNode } from 'preact'
import { RichText, useReader, useTexts } from '../languages/index.ts'
import { AccountLayout, type AccountShell } from '../layout/account-layout.tsx'
import { PostButton } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Icon } from '../partials/icon.tsx'
import { State } from '../partials/state.tsx'
import { Table } from '../partials/table.tsx'
import { Time } from '../partials/time.tsx'
import { browserWords, describeBrowser } from './describe-browser.ts'

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
  const { t, distance } = useReader()
  const heads = [t('sessions.browser'), t('sessions.address'), t('sessions.began'), t('sessions.lastSeen')]
  const columns =
    act === undefined ? heads : [...heads, { text: t('sessions.action'), right: true, hidden: true }]
  return (
    <Table label={t('sessions.title')} columns={columns}>
      {rows.map((row) => {
        const browser = describeBrowser(row.userAgent)
        const seen = row.current ? t('time.now') : distance(row.lastSeenAt, now)
        return (
          <tr key={row.id}>
            <td class="wrap">
              <div class="d-flex gap-2 align-items-center">
                <Icon name={browser.mobile ? 'device-mobile' : 'device-laptop'} />
                <span class="d-flex flex-wrap gap-1 column-gap-2">
                  {browserWords(browser, t)}
                  {row.current && (
                    <State tone="ok" icon="check">
                      {t('sessions.thisOne')}
                    </State>
                  )}
                </span>
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
  const t = useTexts()
  const others = sessions.some((session) => !session.current)
  const act = ({ id, current }: SessionRow) =>
    current ? (
      <PostButton kind="link" action="/logout" csrfToken={csrfToken}>
        {t('sessions.signOut')}
      </PostButton>
    ) : (
      <PostButton kind="link" action="/account/sessions/end" csrfToken={csrfToken} fields={{ session: id }}>
        {t('sessions.end')}
      </PostButton>
    )
  return (
    <AccountLayout {...props} title={t('sessions.title')} active="sessions">
      <h1>{t('sessions.title')}</h1>
      <p class="lead">
        <RichText
          of="sessions.lead"
          parts={{ password: (words) => <a href="/account/password">{words}</a> }}
        />
      </p>
      <Card
        title={t('sessions.signedIn')}
        aside={
          others ? (
            <PostButton kind="link" action="/account/sessions/end-others" csrfToken={csrfToken}>
              {t('sessions.endOthers')}
            </PostButton>
          ) : (
            <span class="text-secondary">{t('sessions.alone')}</span>
          )
        }
        padded={false}
      >
        <SessionTable rows={sessions} now={props.now} act={act} />
      </Card>
    </AccountLayout>
  )
}
