import type { VNode } from 'preact'
import { CheckboxField, Field, Fold, PasswordField, SelectField, TextareaField } from '#gatepost'
import { anyOf, type EndpointFormProps, error } from './endpoint-form-values.ts'

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
      <div class="row">
        <div class="col-md-4">
          <Field
            name="timeout"
            label="Timeout, seconds"
            value={values.timeout}
            inputmode="numeric"
            {...error(errors, 'timeout')}
          />
        </div>
        <div class="col-md-4">
          <Field
            name="rate"
            label="At most, a second"
            value={values.rate}
            inputmode="numeric"
            placeholder="no limit"
            {...error(errors, 'rate')}
          />
        </div>
        <div class="col-md-4">
          <Field
            name="atOnce"
            label="At once, at most"
            value={values.atOnce}
            inputmode="numeric"
            {...error(errors, 'atOnce')}
          />
        </div>
      </div>
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

function RequestFields(props: EndpointFormProps): VNode {
  const { values, errors = {}, webhook } = props
  return (
    <>
      <h2 class="subheader mt-4 mb-2">Request</h2>
      <TextareaField
        name="headers"
        label="Headers of your own"
        value={values.headers}
        rows={2}
        class="mono"
        placeholder="X-OA-Tenant: 7"
        hint={
          values.headers.includes('•')
            ? 'Name: value, one a line. A value that stays masked stays as it is.'
            : 'Name: value, one a line.'
        }
        {...error(errors, 'headers')}
      />
      <SelectField
        name="signature"
        label="Signature"
        value={values.signature}
        options={[
          { value: 'v1', label: 'v1: by a secret that the receiver shares' },
          { value: 'v1a', label: 'v1a: by a key pair, of which the receiver knows the public key' },
        ]}
        hint={
          webhook
            ? 'Another one makes a new secret; the old one signs along for a day.'
            : 'Every library of Standard Webhooks verifies v1. With v1a the receiver has nothing to keep secret.'
        }
        {...error(errors, 'signature')}
      />
      <AuthFields {...props} />
      <TextareaField
        name="ca"
        label="Certificate authority"
        value={values.ca}
        rows={2}
        class="mono"
        placeholder="-----BEGIN CERTIFICATE-----"
        hint="In PEM form, for a receiver whose certificate is from an authority of your own."
        {...error(errors, 'ca')}
      />
    </>
  )
}

function AuthFields({ values, errors = {}, kept }: EndpointFormProps): VNode {
  return (
    <>
      <SelectField
        name="authType"
        label="Authentication"
        value={values.authType}
        options={[
          { value: 'none', label: 'None' },
          { value: 'basic', label: 'Basic: user name and password' },
          { value: 'bearer', label: 'Bearer token' },
        ]}
        hint={
          kept?.auth
            ? `A ${kept.auth} authentication is set. It stays while the fields below are empty.`
            : 'For a receiver behind a door of its own. The signature is sent in any case.'
        }
        {...error(errors, 'authType')}
      />
      <div class="row">
        <div class="col-md-4">
          <Field
            name="authUser"
            label="User name"
            value={values.authUser}
            autocomplete="off"
            {...error(errors, 'authUser')}
          />
        </div>
        <div class="col-md-4">
          <PasswordField
            name="authPassword"
            label="Password"
            autocomplete="new-password"
            {...error(errors, 'authPassword')}
          />
        </div>
        <div class="col-md-4">
          <PasswordField
            name="authToken"
            label="Or bearer token"
            autocomplete="new-password"
            {...error(errors, 'authToken')}
          />
        </div>
      </div>
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
