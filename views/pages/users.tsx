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

const FACTORS = [
  ['', 'Any factor'],
  ['on', 'Second factor on'],
  ['off', 'Second factor off'],
] as const

export interface UsersFilter {
  readonly q: string
  readonly status: string
  readonly mfa: string
  readonly from: string
  readonly to: string
}

export interface UsersPageProps extends ConsoleShell {
  readonly rows: readonly UserRow[]
  /** The filter as it stands in the URL; `mfa` is `on` or `off`, `from` and `to` are days. */
  readonly filter: UsersFilter
  readonly olderHref?: string
  readonly newestHref?: string
  /** Whether the page holds fewer than others although more may follow. */
  readonly short?: boolean
}

function filterHref(filter: UsersFilter): string {
  const chosen = Object.entries(filter).filter(([, value]) => value !== '')
  return chosen.length === 0 ? '/console/users' : `/console/users?${new URLSearchParams(chosen)}`
}

/** What the filter asks for, in words. */
function filterWords({ q, status, mfa, from, to }: UsersFilter): string {
  const words = [
    status,
    mfa === '' ? '' : `second factor ${mfa}`,
    from === '' ? '' : `made from ${from}`,
    to === '' ? '' : `made until ${to}`,
    q === '' ? '' : `“${q}”`,
  ]
  return words.filter((one) => one !== '').join(', ')
}

function factor(user: UserRow): string {
  return user.mfaEnabled ? 'on' : '–'
}

/** GET of /console/users. Filters `q` (how a name, username, address or external id begins, or an id) and the rest. */
export function UsersPage(props: UsersPageProps): VNode {
  const { rows, filter } = props
  const filtered = filterWords(filter) !== ''
  return (
    <ConsoleLayout {...props} title="Users" active="/console/users">
      <PageHead
        title="Users"
        sub="Everybody who has an account here"
        actions={
          <>
            <ButtonLink href="/console/users/imports">Imports</ButtonLink>
            <ButtonLink href="/console/users/export/new">Export</ButtonLink>
            <ButtonLink kind="primary" href="/console/users/new" icon="user-plus">
              New user
            </ButtonLink>
          </>
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
                href: filterHref({ ...filter, status }),
                active: status === filter.status,
              }))}
            />
          }
        >
          <input
            class="form-control flex-fill"
            name="q"
            value={filter.q}
            placeholder="Beginning of a name, address or id"
            aria-label="Search users"
            autocomplete="off"
          />
          <select class="form-select" name="mfa" aria-label="Second factor">
            {FACTORS.map(([value, label]) => (
              <option key={value} value={value} selected={value === filter.mfa}>
                {label}
              </option>
            ))}
          </select>
          <div class="dates">
            <label class="d-flex align-items-center gap-2 text-secondary text-nowrap">
              Made from
              <input class="form-control flex-fill" type="date" name="from" value={filter.from} />
            </label>
            <label class="d-flex align-items-center gap-2 text-secondary text-nowrap">
              until
              <input
                class="form-control flex-fill"
                type="date"
                name="to"
                value={filter.to}
                aria-label="Made until"
              />
            </label>
          </div>
        </FilterBar>
        {rows.length === 0 && props.olderHref !== undefined ? (
          <Empty
            icon="users"
            title="No user fits so far"
            action={<ButtonLink href={props.olderHref}>Look further</ButtonLink>}
          >
            {filterWords(filter)}
          </Empty>
        ) : rows.length === 0 ? (
          <Empty
            icon="users"
            title={filtered ? 'No user fits the filter' : 'Nobody yet'}
            action={filtered ? <ButtonLink href="/console/users">Clear the filter</ButtonLink> : undefined}
          >
            {filtered ? filterWords(filter) : 'Whoever registers appears here.'}
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
            <Pager
              shown={props.short === true ? 'Few fit so far. Older ones may.' : undefined}
              olderHref={props.olderHref}
              newestHref={props.newestHref}
            />
          </>
        )}
      </Card>
    </ConsoleLayout>
  )
}
