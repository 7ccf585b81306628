import type { VNode } from 'preact'
import type { FieldDefinition, FieldType } from '../../src/domain/custom-field.ts'
import { ConsoleLayout, type ConsoleShell } from '../layout/console-layout.tsx'
import { Button, ButtonLink } from '../partials/button.tsx'
import { Card } from '../partials/card.tsx'
import { Choice } from '../partials/choice.tsx'
import { Confirm } from '../partials/confirm.tsx'
import { Csrf } from '../partials/csrf.tsx'
import { Empty } from '../partials/empty.tsx'
import { CheckboxField, Field, SelectField, TextareaField } from '../partials/field.tsx'
import { type Errors, FormErrors } from '../partials/form-errors.tsx'
import { useMayAct } from '../partials/may-act.ts'
import { PageHead } from '../partials/page-head.tsx'
import { Table } from '../partials/table.tsx'

const SETTINGS = '/console/settings'
const HOME = `${SETTINGS}/fields`

const TYPES: Readonly<Record<FieldType, string>> = {
  text: 'Text, one line',
  number: 'Number',
  boolean: 'Yes or no',
  date: 'Day',
  choice: 'One of a list',
}

const EDITORS = [
  { value: 'user', label: 'The person', description: 'On the forms to register and of the profile.' },
  { value: 'operator', label: 'Operators', description: 'In the console, over the API and by import.' },
] as const

const placeOf = (key: string) => `${HOME}/${encodeURIComponent(key)}/edit`

/** The operator's own fields, as a card of the settings. */
export function CustomFieldsCard({ fields }: { readonly fields: readonly FieldDefinition[] }): VNode {
  const mayAct = useMayAct()
  return (
    <Card
      title="Custom fields"
      padded={false}
      aside={
        <ButtonLink href={`${HOME}/new`} small icon="plus">
          New field
        </ButtonLink>
      }
    >
      {fields.length === 0 ? (
        <Empty icon="list-details" title="No field of your own yet">
          A department, a cost centre: what your systems need to know of a person beyond the profile.
        </Empty>
      ) : (
        <Table label="Custom fields" columns={['Field', 'Key', 'Type', 'Filled in by', 'Required', 'Leaves']}>
          {fields.map((field) => (
            <tr key={field.key}>
              <td class="cut">
                {mayAct ? <a href={placeOf(field.key)}>{field.labels.en}</a> : field.labels.en}
                {field.labels['zh-CN'] !== null && (
                  <span class="text-secondary"> · {field.labels['zh-CN']}</span>
                )}
              </td>
              <td class="hide">
                <code>{field.key}</code>
              </td>
              <td class="text-secondary end">{TYPES[field.type]}</td>
              <td class="text-secondary hide">{field.editor === 'user' ? 'the person' : 'operators'}</td>
              <td class="text-secondary hide">{field.required ? 'yes' : 'no'}</td>
              <td class="text-secondary all">{field.private ? 'never: private' : 'in events'}</td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}

/** What stands in the form of a field; `choices` has one a line. */
export interface CustomFieldValues {
  readonly key: string
  readonly type: string
  readonly label: string
  readonly labelZh: string
  readonly choices: string
  readonly required: boolean
  readonly private: boolean
  readonly editor: string
}

export interface CustomFieldPageProps extends ConsoleShell {
  /** The field that is edited; missing for a new one. */
  readonly edited?: FieldDefinition
  readonly values: CustomFieldValues
  /** Marks of what the form shows: a change by somebody else meanwhile is told. Missing for a new field. */
  readonly seen?: string
  /** Keys: the names of `values`, `form`. */
  readonly errors?: Errors
}

/** GET of /console/settings/fields/new and …/:key/edit, and their refusals. */
export function CustomFieldPage(props: CustomFieldPageProps): VNode {
  const { edited, values, errors = {} } = props
  const title = edited === undefined ? 'New field' : `Field ${edited.labels.en}`
  const crumbs = [{ label: 'Settings', href: SETTINGS }, { label: title }]
  const typeChosen = edited?.type ?? values.type
  return (
    <ConsoleLayout {...props} title={title} active={SETTINGS}>
      <PageHead crumbs={crumbs} title={title} />
      <FormErrors errors={errors} />
      <Card>
        <form
          class="narrow"
          method="post"
          action={edited === undefined ? HOME : placeOf(edited.key)}
          novalidate
        >
          <Csrf token={props.csrfToken} />
          {props.seen !== undefined && <input type="hidden" name="seen" value={props.seen} />}
          <div class="cols2">
            <Field name="label" label="Label" value={values.label} error={errors.label} autocomplete="off" />
            <Field
              name="labelZh"
              label="Label in Chinese"
              hint="Empty for the same as above."
              value={values.labelZh}
              error={errors.labelZh}
              autocomplete="off"
            />
          </div>
          {edited === undefined ? (
            <div class="cols2">
              <Field
                name="key"
                label="Key"
                hint={
                  <>
                    As programs write it, such as <code>department</code>. It stays.
                  </>
                }
                value={values.key}
                error={errors.key}
                autocomplete="off"
                spellcheck={false}
              />
              <SelectField
                name="type"
                label="Type"
                hint="It stays as well."
                value={values.type}
                error={errors.type}
                options={Object.entries(TYPES).map(([value, label]) => ({ value, label }))}
              />
            </div>
          ) : (
            <p class="text-secondary">
              Key <code>{edited.key}</code>, type “{TYPES[edited.type]}”{edited.private ? ', private' : ''}.
              These stay as they were made.
            </p>
          )}
          {(edited === undefined || typeChosen === 'choice') && (
            <TextareaField
              name="choices"
              label="Choices"
              hint={
                edited === undefined
                  ? 'For “one of a list”: one a line.'
                  : 'One a line. Who has one that is taken off keeps it.'
              }
              value={values.choices}
              error={errors.choices}
              rows={4}
            />
          )}
          <Choice
            legend="Who fills it in"
            name="editor"
            value={values.editor}
            options={EDITORS}
            error={errors.editor}
          />
          <CheckboxField
            name="required"
            label="Required"
            hint="Whoever fills it in cannot leave it empty. Users who have none keep none until their form is saved next."
            checked={values.required}
            error={errors.required}
          />
          {edited === undefined && (
            <CheckboxField
              name="private"
              label="Private"
              hint="It never leaves this server: no event, no answer of the API and no export holds it. It stays so."
              checked={values.private}
              error={errors.private}
            />
          )}
          <div class="btn-list">
            <Button kind="primary">{edited === undefined ? 'Make the field' : 'Save the field'}</Button>
            <ButtonLink href={SETTINGS}>Cancel</ButtonLink>
          </div>
        </form>
      </Card>
      {edited !== undefined && (
        <Card title="Remove">
          <Confirm
            label="Remove the field"
            icon="trash"
            kind="danger"
            action={`${HOME}/${encodeURIComponent(edited.key)}/remove`}
            csrfToken={props.csrfToken}
            confirmLabel={`Remove ${edited.labels.en}`}
          >
            It leaves the forms. What users hold is kept
            {edited.private ? ', private as it is' : ' and goes on standing in their events'}; a new field
            with this key gets it back.
          </Confirm>
        </Card>
      )}
    </ConsoleLayout>
  )
}
