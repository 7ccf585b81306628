import type { VNode } from 'preact'
import type { UserImport } from '../../src/domain/user-import.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { CodeBlock } from '../partials/code-block.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Empty } from '../partials/empty.tsx'
import { FileField } from '../partials/file-field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { PageHead } from '../partials/page-head.tsx'
import { State } from '../partials/state.tsx'
import { Pager, Table } from '../partials/table.tsx'
import { Time } from '../partials/time.tsx'

const USERS = '/console/users'
const HOME = `${USERS}/imports`

export const importHref = (id: string): string => `${HOME}/${encodeURIComponent(id)}`
export const shownCount = (value: number): string => value.toLocaleString('en')

const STATES = {
  receiving: { tone: 'busy', icon: 'inbox', word: 'Coming in' },
  checking: { tone: 'busy', icon: 'search', word: 'Being checked' },
  checked: { tone: 'warn', icon: 'clock', word: 'Checked · waits for you' },
  running: { tone: 'busy', icon: 'user-plus', word: 'Being imported' },
  done: { tone: 'ok', icon: 'check', word: 'Done' },
  cancelled: { tone: 'idle', icon: 'ban', word: 'Called off' },
} as const

/** Where an import stands, as colour, icon and word. */
export function ImportState({ state }: Pick<UserImport, 'state'>): VNode {
  const { tone, icon, word } = STATES[state]
  return (
    <State tone={tone} icon={icon}>
      {word}
    </State>
  )
}

export interface ImportsPageProps extends ConsoleShell {
  readonly rows: readonly UserImport[]
  readonly olderHref?: string | undefined
  readonly newestHref?: string | undefined
}

/** GET of /console/users/imports. */
export function ImportsPage(props: ImportsPageProps): VNode {
  const { rows } = props
  const add = (
    <ButtonLink kind="primary" href={`${HOME}/new`} icon="plus">
      New import
    </ButtonLink>
  )
  return (
    <ConsoleLayout {...props} title="Imports" active={USERS}>
      <PageHead
        crumbs={[{ label: 'Users', href: USERS }, { label: 'Imports' }]}
        title="Imports"
        sub="Users from files, for thirty days after their end"
        actions={rows.length === 0 ? undefined : add}
      />
      <Card padded={false}>
        {rows.length === 0 ? (
          <Empty icon="inbox" title="No import yet" action={add}>
            A file of users is checked line by line first. Nothing is written before you have seen the result.
          </Empty>
        ) : (
          <>
            <Table
              label="Imports"
              columns={[
                'File',
                'State',
                'Came in',
                { text: 'Lines', right: true },
                { text: 'Imported', right: true },
                { text: 'Bad', right: true },
              ]}
            >
              {rows.map((row) => (
                <tr key={row.id}>
                  <td class="cut">
                    <a href={importHref(row.id)}>{row.fileName ?? row.id}</a>
                  </td>
                  <td class="end">
                    <ImportState state={row.state} />
                  </td>
                  <td class="num text-secondary all">
                    <Time at={row.createdAt} />
                  </td>
                  <td class="r num hide">{shownCount(row.lines)}</td>
                  <td class="r num hide">{shownCount(row.created)}</td>
                  <td class="r num hide">{shownCount(row.bad)}</td>
                </tr>
              ))}
            </Table>
            <Pager olderHref={props.olderHref} newestHref={props.newestHref} />
          </>
        )}
      </Card>
    </ConsoleLayout>
  )
}

const EXAMPLE = `username,email,emailVerified,name,locale,externalId,status,passwordHash
ann,ann@example.org,yes,Ann Lee,en,E-1001,,$2b$12$…
bob,bob@example.org,no,Bob Ma,zh-CN,E-1002,blocked,`

export interface NewImportPageProps extends ConsoleShell {
  /** Keys: `file`, `form`. */
  readonly errors?: Errors
}

/** GET and 422 of /console/users/imports/new. Posts `file` to /console/users/imports. */
export function NewImportPage(props: NewImportPageProps): VNode {
  const { errors = {} } = props
  return (
    <ConsoleLayout {...props} title="New import" active={USERS}>
      <PageHead
        crumbs={[{ label: 'Users', href: USERS }, { label: 'Imports', href: HOME }, { label: 'New' }]}
        title="New import"
        sub="Every line is checked first. Nothing is written before you have seen the result."
      />
      <Card>
        <form class="narrow" method="post" action={HOME} enctype="multipart/form-data" novalidate>
          <Csrf token={props.csrfToken} />
          <FormErrors errors={errors} />
          <FileField
            name="file"
            label="File"
            accept=".csv,.jsonl,.ndjson,text/csv,application/x-ndjson"
            hint="CSV with column names in its first line, or one JSON object a line. UTF-8, a million lines at most."
            error={errors.file}
            required
            last
          />
          <div class="btn-list">
            <Button kind="primary">Check the file</Button>
            <ButtonLink href={HOME}>Cancel</ButtonLink>
          </div>
        </form>
      </Card>
      <Card title="What a line holds">
        <CodeBlock>{EXAMPLE}</CodeBlock>
        <p class="text-secondary mt-3 mb-2">
          A username or an address is needed; phone, givenName, familyName and zoneinfo may be there too, and
          your own fields as <code>customFields.KEY</code>. Comma, semicolon or tab between the cells.
        </p>
        <p class="text-secondary mb-2">
          <code>passwordHash</code> takes argon2, bcrypt, scrypt and PBKDF2 as other programs keep them. Each
          is made anew when its owner signs in. Whoever has none is invited; no mail goes out by itself.
        </p>
        <p class="text-secondary mb-0">
          <code>emailVerified</code> says that you vouch for the address. Nobody becomes an operator by an
          import.
        </p>
      </Card>
    </ConsoleLayout>
  )
}
