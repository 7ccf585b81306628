import type { VNode } from 'preact'
import { CheckboxField, Field, Fold, TextareaField } from '#gatepost'
import { RequestFields } from './endpoint-form-request.tsx'
import { anyOf, type EndpointFormProps, error } from './endpoint-form-values.ts'
import { FieldRow } from './field-row.tsx'

/** Fields of the folded part, so that a fault in one of them opens it. */
const ADVANCED = [
  ...['ordered', 'timeout', 'rate', 'atOnce', 'retries', 'headers', 'signature'],
  ...['authType', 'authUser', 'authPassword', 'authToken', 'ca', 'fields', 'filter'],
]

/** What has good defaults: how it is delivered, what the request carries, and what is left out of it. */
export function AdvancedFold(props: EndpointFormProps): VNode {
  const { values, errors = {} } = props
  const retries = values.retries.trim() === '' ? 0 : values.retries.trim().split(/[\s,]+/).length
  const summary = [
    values.ordered ? 'order kept per user' : 'no order kept',
    `${values.timeout} s timeout`,
    retries === 1 ? '1 retry' : `${retries} retries`,
    values.filter.trim() === '' ? 'no filter' : 'a filter',
  ]
  return (
    <Fold title="Advanced" summary={summary.join(' · ')} open={anyOf(errors, ADVANCED)}>
      <DeliveryFields {...props} />
      <RequestFields {...props} />
      <ContentFields {...props} />
    </Fold>
  )
}

function DeliveryFields({ values, errors = {} }: EndpointFormProps): VNode {
  return (
    <>
      <h2 class="subheader mb-2">Delivery</h2>
      <CheckboxField
        name="ordered"
        label="Keep each user’s events in order"
        checked={values.ordered}
        hint="A delivery that fails holds up the later ones of the same user. Other people’s events flow on."
        {...error(errors, 'ordered')}
      />
      <FieldRow>
        <Field
          name="timeout"
          label="Timeout, seconds"
          value={values.timeout}
          inputmode="numeric"
          {...error(errors, 'timeout')}
        />
        <Field
          name="rate"
          label="At most, a second"
          value={values.rate}
          inputmode="numeric"
          placeholder="no limit"
          {...error(errors, 'rate')}
        />
        <Field
          name="atOnce"
          label="At once, at most"
          value={values.atOnce}
          inputmode="numeric"
          {...error(errors, 'atOnce')}
        />
      </FieldRow>
      <Field
        name="retries"
        label="Pauses before each retry"
        value={values.retries}
        class="mono"
        autocomplete="off"
        spellcheck={false}
        hint="As 30s, 5m, 2h or 1d. Empty: one try and no retry."
        {...error(errors, 'retries')}
      />
    </>
  )
}

function ContentFields({ values, errors = {} }: EndpointFormProps): VNode {
  return (
    <>
      <h2 class="subheader mt-4 mb-2">Content</h2>
      <TextareaField
        name="fields"
        label="Only these fields"
        value={values.fields}
        rows={2}
        class="mono"
        placeholder="data.user.email"
        hint="Paths below data and context, one a line; no more personal data than the receiver needs. Empty: everything."
        {...error(errors, 'fields')}
      />
      <TextareaField
        name="filter"
        label="Filter"
        value={values.filter}
        rows={3}
        class="mono"
        placeholder='{"all": [{"path": "data.user.customFields.department", "equals": "0815"}]}'
        hint='JSON: a clause compares with equals, in, exists or prefix; {"not": …} turns one around, {"any": […]} takes either. What it leaves out is recorded as skipped.'
        {...error(errors, 'filter')}
      />
    </>
  )
}
