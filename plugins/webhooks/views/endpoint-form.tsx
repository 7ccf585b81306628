import type { VNode } from 'preact'
import {
  Button,
  ButtonLink,
  Card,
  CheckboxField,
  Choice,
  Csrf,
  type Errors,
  EventPicker,
  Field,
  Fold,
  FormErrors,
  HttpMessage,
  type HttpMessageProps,
  IDENTITY_HEADERS,
  PageHead,
  PasswordField,
  type PickGroup,
  SelectField,
  TextareaField,
  Why,
} from '#gatepost'

/** What stands in the form. Passwords and tokens are not among it: no page hands them back. */
export interface EndpointFormValues {
  readonly name: string
  readonly url: string
  /** Ticked types. */
  readonly events: readonly string[]
  /** More types and patterns, as typed. */
  readonly patterns: string
  readonly format: string
  readonly contentType: string
  readonly ordered: boolean
  /** Seconds. */
  readonly timeout: string
  readonly rate: string
  readonly atOnce: string
  readonly retries: string
  readonly headers: string
  readonly fields: string
  readonly filter: string
  readonly failedLogins: boolean
  readonly genauthSecret: string
  readonly dropGenauthSecret: boolean
  readonly authType: string
  readonly authUser: string
  readonly ca: string
  /** The type that the preview shows. */
  readonly sample: string
}

/** What a receiver would get with the settings as they stand in a form. */
export interface FormPreview {
  /** Types to choose from: those that the form asks for, or all while it asks for none. */
  readonly types: readonly string[]
  readonly type: string
  /** Undefined where nothing would be sent; `why` says why. */
  readonly message: HttpMessageProps | undefined
  readonly why: string | undefined
}

export interface EndpointFormProps {
  readonly csrfToken: string
  /** The webhook that is being changed; none for a new one. */
  readonly webhook?: { readonly href: string; readonly name: string } | undefined
  /** What is set already and not shown. */
  readonly kept?: { readonly genauthSecret: boolean; readonly auth: string | null } | undefined
  readonly values: EndpointFormValues
  readonly errors?: Errors | undefined
  readonly groups: readonly PickGroup[]
  readonly preview: FormPreview
}

const LIST = '/console/webhooks'

/** Fields of the folded part, so that a fault in one of them opens it. */
const ADVANCED = ['timeout', 'rate', 'atOnce', 'retries', 'headers', 'authType', 'authUser', 'authPassword']
const MORE_ADVANCED = ['authToken', 'ca', 'fields', 'filter', 'ordered']
const GENAUTH = ['contentType', 'genauthSecret', 'failedLogins']

/** The form of a new or an existing webhook, with what its receiver would get beside it. */
export function EndpointForm(props: EndpointFormProps): VNode {
  const { webhook, values, errors = {} } = props
  const back = webhook?.href ?? LIST
  const picked = errors.events ?? errors.patterns
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Webhooks', href: LIST },
          ...(webhook
            ? [{ label: webhook.name, href: webhook.href }, { label: 'Edit' }]
            : [{ label: 'New' }]),
        ]}
        title={webhook ? `Edit ${webhook.name}` : 'New webhook'}
        sub={
          webhook
            ? 'Events that come from now on are chosen by this; attempts from now on are sent by it.'
            : 'Where should events go, and which ones?'
        }
      />
      <FormErrors errors={errors} />
      <form
        class="cols-main cols-form"
        method="post"
        action={webhook ? `${webhook.href}/edit` : `${LIST}/new`}
        novalidate
        data-live-preview
      >
        <div>
          <Csrf token={props.csrfToken} />
          <div class="cols2">
            <Field
              name="name"
              label="Name"
              value={values.name}
              required
              placeholder="OA employees"
              autocomplete="off"
              maxlength={100}
              focus={webhook === undefined && values.name === ''}
              {...error(errors, 'name')}
            />
            <Field
              name="url"
              label="URL"
              type="url"
              value={values.url}
              required
              placeholder="https://oa.example.org/hooks"
              autocomplete="off"
              spellcheck={false}
              {...error(errors, 'url')}
            />
          </div>
          <EventPicker
            groups={props.groups}
            chosen={values.events}
            patterns={{ name: 'patterns', value: values.patterns }}
            {...(picked === undefined ? {} : { error: picked })}
          />
          <Choice
            legend="Format"
            name="format"
            value={values.format}
            options={[
              {
                value: 'standard',
                label: 'Standard Webhooks',
                code: 'standard',
                description: 'Signed and ordered, one envelope for every event. For new receivers.',
              },
              {
                value: 'genauth',
                label: 'GenAuth',
                code: 'genauth',
                description: 'For a receiver that was written for GenAuth. Its secret travels as a header.',
              },
            ]}
            {...error(errors, 'format')}
          />
          <div class={anyOf(errors, ...GENAUTH) ? 'fold-above' : 'fold-above only-genauth'}>
            <GenauthFold {...props} />
          </div>
          <AdvancedFold {...props} />
          <div class="d-flex gap-2 align-items-center flex-wrap">
            <Button kind="primary">{webhook ? 'Save' : 'Create webhook'}</Button>
            <ButtonLink href={back}>Cancel</ButtonLink>
            {!webhook && (
              <span class="text-secondary">The signing secret is shown once, on the next page.</span>
            )}
          </div>
        </div>
        <aside class="position-sticky top-0" aria-label="Preview">
          <PreviewCard {...props.preview} />
        </aside>
      </form>
    </>
  )
}

const error = (errors: Errors, name: string): { error?: string } =>
  errors[name] === undefined ? {} : { error: errors[name] }
const anyOf = (errors: Errors, ...names: readonly string[]): boolean =>
  names.some((name) => errors[name] !== undefined)

function GenauthFold({ values, errors = {}, kept }: EndpointFormProps): VNode {
  const secret = values.genauthSecret !== '' || kept?.genauthSecret === true
  return (
    <Fold
      title="GenAuth"
      summary={`${values.contentType === 'form' ? 'form' : 'JSON'} body · ${secret ? 'a secret' : 'no secret'}`}
      open={anyOf(errors, ...GENAUTH) || kept === undefined}
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

function AdvancedFold({ values, errors = {}, kept }: EndpointFormProps): VNode {
  const retries = values.retries.trim() === '' ? 0 : values.retries.trim().split(/[\s,]+/).length
  const summary = [
    values.ordered ? 'order kept per user' : 'no order kept',
    `${values.timeout} s timeout`,
    retries === 1 ? '1 retry' : `${retries} retries`,
    values.filter.trim() === '' ? 'no filter' : 'a filter',
  ]
  return (
    <Fold title="Advanced" summary={summary.join(' · ')} open={anyOf(errors, ...ADVANCED, ...MORE_ADVANCED)}>
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
        hint="JSON: a clause compares with equals, in, exists or prefix. What it leaves out is recorded as skipped."
        {...error(errors, 'filter')}
      />
    </Fold>
  )
}

/** What the receiver gets. Without script the button shows another event; with it the page follows what is typed. */
function PreviewCard({ types, type, message, why }: FormPreview): VNode {
  return (
    <Card title="What the receiver gets" id="preview">
      <div class="d-flex gap-2 mb-2">
        <select class="form-select" name="sample" aria-label="Example event">
          {types.map((one) => (
            <option key={one} value={one} selected={one === type}>
              {one}
            </option>
          ))}
        </select>
        <Button name="show" value="1">
          Show
        </Button>
      </div>
      {message !== undefined && <HttpMessage marked={IDENTITY_HEADERS} {...message} />}
      <div class="mt-2 d-grid gap-1">
        {why !== undefined && <Why>{why}</Why>}
        {message !== undefined && <Why>Made-up data, the real serializer. Sent without the line breaks.</Why>}
        <Why icon="shield-lock">Never inside: passwords, hashes, codes, or fields marked private.</Why>
      </div>
    </Card>
  )
}
