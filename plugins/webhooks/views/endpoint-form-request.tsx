import type { VNode } from 'preact'
import { Field, PasswordField, SelectField, TextareaField } from '#gatepost'
import { type EndpointFormProps, error } from './endpoint-form-values.ts'
import { FieldRow } from './field-row.tsx'

/** What the request carries besides the message: headers, the kind of signature, a door's credentials. */
export function RequestFields(props: EndpointFormProps): VNode {
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
      <FieldRow>
        <Field
          name="authUser"
          label="User name"
          value={values.authUser}
          autocomplete="off"
          {...error(errors, 'authUser')}
        />
        <PasswordField
          name="authPassword"
          label="Password"
          autocomplete="new-password"
          {...error(errors, 'authPassword')}
        />
        <PasswordField
          name="authToken"
          label="Or bearer token"
          autocomplete="new-password"
          {...error(errors, 'authToken')}
        />
      </FieldRow>
    </>
  )
}
