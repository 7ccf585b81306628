import type { VNode } from 'preact'
import { CheckboxField, Choice, Field, Fold, SelectField, Why } from '#gatepost'
import { anyOf, type EndpointFormProps, error } from './endpoint-form-values.ts'

const FORMATS = [
  {
    value: 'standard',
    label: 'Standard Webhooks',
    code: 'standard',
    description: 'One envelope for every event, signed. For new receivers.',
  },
  {
    value: 'cloudevents',
    label: 'CloudEvents',
    code: 'cloudevents',
    description: 'CloudEvents 1.0, signed all the same. For event brokers and what reads from them.',
  },
  {
    value: 'genauth',
    label: 'GenAuth',
    code: 'genauth',
    description: 'For a receiver that was written for GenAuth. Its secret travels as a header.',
  },
] as const

const GENAUTH = ['contentType', 'genauthSecret', 'failedLogins']

/** The format, and what each has of its own: shown while it is chosen, or where it has a fault. */
export function FormatFields(props: EndpointFormProps): VNode {
  const { values, errors = {} } = props
  return (
    <>
      <Choice
        legend="Format"
        name="format"
        value={values.format}
        options={FORMATS}
        {...error(errors, 'format')}
      />
      <div class={errors.mode !== undefined ? 'mb-3' : 'mb-3 only-cloudevents'}>
        <SelectField
          name="mode"
          label="Mode"
          value={values.mode}
          options={[
            { value: 'structured', label: 'Structured: attributes and data in one document' },
            { value: 'binary', label: 'Binary: attributes as headers, the data as the body' },
          ]}
          hint="The signature covers the body: in binary mode it does not cover the attributes."
          {...error(errors, 'mode')}
        />
      </div>
      <div class={anyOf(errors, GENAUTH) ? 'fold-above' : 'fold-above only-genauth'}>
        <GenauthFold {...props} />
      </div>
    </>
  )
}

function GenauthFold({ values, errors = {}, kept }: EndpointFormProps): VNode {
  const secret = values.genauthSecret !== '' || kept?.genauthSecret === true
  return (
    <Fold
      title="GenAuth"
      summary={`${values.contentType === 'form' ? 'form' : 'JSON'} body · ${secret ? 'a secret' : 'no secret'}`}
      open={anyOf(errors, GENAUTH) || kept === undefined}
    >
      <div class="mb-3">
        <Why>GenAuth’s own names, such as register or login, go into the line of patterns.</Why>
      </div>
      <SelectField
        name="contentType"
        label="Body"
        value={values.contentType}
        options={[
          { value: 'json', label: 'JSON' },
          { value: 'form', label: 'Form fields' },
        ]}
        hint="GenAuth sends either; take what the receiver reads today."
        {...error(errors, 'contentType')}
      />
      <Field
        name="genauthSecret"
        label="Shared secret"
        value={values.genauthSecret}
        class="mono"
        autocomplete="off"
        spellcheck={false}
        hint={
          kept?.genauthSecret
            ? 'One is set and stays while this is empty. It travels in X-Authing-Webhook-Secret.'
            : 'Travels in X-Authing-Webhook-Secret, as the receiver expects it.'
        }
        {...error(errors, 'genauthSecret')}
      />
      {kept?.genauthSecret && (
        <CheckboxField
          name="dropGenauthSecret"
          label="Remove the shared secret"
          checked={values.dropGenauthSecret}
        />
      )}
      <CheckboxField
        name="failedLogins"
        label="Send failed sign-ins as login too"
        checked={values.failedLogins}
        hint="GenAuth’s login does not say whether it succeeded, so failed ones go out on request alone."
        {...error(errors, 'failedLogins')}
      />
    </Fold>
  )
}
