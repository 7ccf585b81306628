import type { VNode } from 'preact'
import { Button, type Errors, Field, SelectField } from '#gatepost'

export const LEDGER = '/console/webhooks/ledger'

/** What is asked about, as its address holds it. */
export interface WhyValues {
  /** `evt_…` */
  readonly event: string
  /** `ep_…` */
  readonly endpoint: string
}

/** The address of the question, asked or to be filled in. */
export function whyHref(values: Partial<WhyValues>): string {
  return `${LEDGER}/why?${new URLSearchParams({ ...values })}`
}

export interface WhyFormProps {
  readonly values: WhyValues
  readonly errors: Errors
  readonly endpoints: readonly { readonly id: string; readonly name: string }[]
}

/** "Why was this event not sent to that webhook?" */
export function WhyForm({ values, errors, endpoints }: WhyFormProps): VNode {
  const known = values.endpoint === '' || endpoints.some(({ id }) => id === values.endpoint)
  return (
    <form method="get" action={`${LEDGER}/why`}>
      <Field
        name="event"
        label="Event"
        value={values.event}
        class="mono"
        placeholder="evt_…"
        spellcheck={false}
        {...(errors.event === undefined ? {} : { error: errors.event })}
      />
      <SelectField
        name="endpoint"
        label="Webhook"
        value={values.endpoint}
        options={[
          { value: '', label: 'Choose one' },
          ...(known ? [] : [{ value: values.endpoint, label: values.endpoint }]),
          ...endpoints.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        {...(errors.endpoint === undefined ? {} : { error: errors.endpoint })}
      />
      <Button>Ask</Button>
    </form>
  )
}
