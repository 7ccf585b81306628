import type { VNode } from 'preact'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Choice } from '../partials/choice.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { SelectField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { PageHead } from '../partials/page-head.tsx'

const HOME = '/console/users'

export interface ExportUsersPageProps extends ConsoleShell {
  readonly values?: { readonly format?: string; readonly status?: string }
  /** Keys: `format`, `status`, `form`. */
  readonly errors?: Errors
}

/** GET of /console/users/export/new. Posts `format` and `status` to /console/users/export, which answers the file. */
export function ExportUsersPage(props: ExportUsersPageProps): VNode {
  const { values = {}, errors = {} } = props
  return (
    <ConsoleLayout {...props} title="Export users" active={HOME}>
      <PageHead
        crumbs={[{ label: 'Users', href: HOME }, { label: 'Export' }]}
        title="Export users"
        sub="One file with everybody’s profile. That you took it is recorded."
      />
      <Card>
        <form class="narrow" method="post" action={`${HOME}/export`} novalidate>
          <Csrf token={props.csrfToken} />
          <FormErrors errors={errors} />
          <Choice
            legend="Written as"
            name="format"
            value={values.format ?? 'csv'}
            error={errors.format}
            options={[
              {
                value: 'csv',
                label: 'CSV',
                description:
                  'For a spreadsheet. A cell that it would run as a formula begins with an apostrophe.',
              },
              { value: 'jsonl', label: 'JSON lines', description: 'One JSON object a line, for programs.' },
            ]}
          />
          <SelectField
            name="status"
            label="Whose"
            value={values.status ?? ''}
            error={errors.status}
            options={[
              { value: '', label: 'All accounts' },
              { value: 'active', label: 'Active ones' },
              { value: 'invited', label: 'Invited ones' },
              { value: 'blocked', label: 'Blocked ones' },
              { value: 'deleting', label: 'Those being deleted' },
            ]}
            hint="No password, no hash and no private field is in the file. Hashes leave by the command line alone."
            last
          />
          <div class="btn-list">
            <Button kind="primary" icon="download">
              Export
            </Button>
            <ButtonLink href={HOME}>Back to the users</ButtonLink>
          </div>
        </form>
      </Card>
    </ConsoleLayout>
  )
}
