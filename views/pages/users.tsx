import type { VNode } from 'preact'
import type { User } from '../../src/domain/user.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Empty } from '../partials/empty.tsx'
import { FilterBar } from '../partials/filter-bar.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { Segmented } from '../partials/segmented.tsx'
import { UserState } from '../partials/state.tsx'
import { Pager, Table } from '../partials/table.tsx'
import { Time } from '../partials/time.tsx'

/** What a row needs of a user. */
export type UserRow = Pick<
  User,
  'id' | 'name' | 'username' | 'email' | 'emailVerified' | 'status' | 'role' | 'mfaEnabled' | 'lastLoginAt'
>

/** How a page calls a user: name, else username, else address, else id. */
export function userLabel(user: Pick<User, 'id' | 'name' | 'username' | 'email'>): string {
  return user.name || user.username || user.email || user.id
}

const FILTERS = [
  ['', 'All'],
  ['active', 'Active'],
  ['invited', 'Invited'],
  ['blocked', 'Blocked'],
  ['deleting', 'Deleting'],
] as const

export interface UsersPageProps extends ConsoleShell {
  readonly rows: readonly UserRow[]
  /** The filter as it stands in the URL: `q` and `status`. */
  readonly filter: { readonly q: string; readonly status: string }
  /** `50 of 1,204`, where that is known. */
  readonly shown?: string
  readonly olderHref?: string
  readonly newestHref?: string
}

function statusHref(status: string, q: string): string {
  const query = new URLSearchParams()
  if (status !== '') query.set('status', status)
  if (q !== '') query.set('q', q)
  const text = query.toString()
  return text === '' ? '/console/users' : `/console/users?${text}`
}

function factor(user: UserRow): string {
  return user.mfaEnabled ? 'on' : '–'
}

/** GET of /console/users. Filters `q` (name, username, address or id) and `status`. */
export function UsersPage(props: UsersPageProps): VNode {
  const { rows, filter } = props
  const filtered = filter.q !== '' || filter.status !== ''
  return (
    <ConsoleLayout {...props} title="Users" active="/console/users">
      <PageHead
        title="Users"
        sub="Everybody who has an account here"
        actions={
          <ButtonLink kind="primary" href="/console/users/new" icon="user-plus">
            New user
          </ButtonLink>
        }
      />
      <Card padded={false}>
        <FilterBar
          action="/console/users"
          keep={filter.status === '' ? {} : { status: filter.status }}
          segments={
            <Segmented
              label="Status"
              items={FILTERS.map(([status, label]) => ({
                label,
                href: statusHref(status, filter.q),
                active: status === filter.status,
              }))}
            />
          }
        >
          <input
            class="form-control flex-fill"
            name="q"
            value={filter.q}
            placeholder="Name, username, e-mail or usr_…"
            aria-label="Search users"
            autocomplete="off"
          />
        </FilterBar>
        {rows.length === 0 ? (
          <Empty
            icon="users"
            title={filtered ? 'No user fits the filter' : 'Nobody yet'}
            action={filtered ? <ButtonLink href="/console/users">Clear the filter</ButtonLink> : undefined}
          >
            {filtered
              ? [filter.status, filter.q === '' ? '' : `“${filter.q}”`].filter((one) => one !== '').join(', ')
              : 'Whoever registers appears here.'}
          </Empty>
        ) : (
          <>
            <Table
              label="Users"
              columns={[
                'User',
                'Username',
                'E-mail',
                'Status',
                'Second factor',
                { text: 'Last sign-in', right: true },
              ]}
            >
              {rows.map((user) => (
                <tr key={user.id}>
                  <td class="cut">
                    <a href={`/console/users/${encodeURIComponent(user.id)}`}>{userLabel(user)}</a>
                    {user.role !== null && <span class="text-secondary"> · {user.role}</span>}
                  </td>
                  <td class="text-secondary cut hide">{user.username ?? '–'}</td>
                  <td class="text-secondary cut all">
                    {user.email === null ? '–' : user.email}
                    {user.email !== null && !user.emailVerified && ' · unproven'}
                  </td>
                  <td class="end">
                    <UserState state={user.status} />
                  </td>
                  <td class="text-secondary hide">{factor(user)}</td>
                  <td class="r num text-secondary hide">
                    <Time at={user.lastLoginAt} />
                  </td>
                </tr>
              ))}
            </Table>
            <Pager shown={props.shown} olderHref={props.olderHref} newestHref={props.newestHref} />
          </>
        )}
      </Card>
    </ConsoleLayout>
  )
}
