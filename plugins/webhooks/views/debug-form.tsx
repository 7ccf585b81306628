import type { VNode } from 'preact'
import {
  Button,
  Card,
  Csrf,
  type Errors,
  FormErrors,
  SelectField,
  TextareaField,
  useMayAct,
  Why,
} from '#gatepost'
import { SHAPES } from '../formats/every-format.ts'
import { endpointHref } from './delivery-table.tsx'

/** What stands in the panel; `event` is an event of the log whose message is the beginning, or empty. */
export interface DebugValues {
  readonly type: string
  readonly event: string
  /** A label of `SHAPES`. */
  readonly format: string
  readonly headers: string
  readonly body: string
}

/** The panel of a webhook, with what it begins with. */
export function debugHref(
  endpointId: string,
  begin: Partial<Pick<DebugValues, 'type' | 'event'>> = {},
): string {
  const query = new URLSearchParams(begin).toString()
  return `${endpointHref(endpointId)}/debug/new${query === '' ? '' : `?${query}`}`
}

export interface DebugFormProps {
  readonly endpointId: string
  readonly csrfToken: string
  readonly types: readonly string[]
  readonly values: DebugValues
  readonly errors: Errors
  /** Names of the headers that go along as they are configured. */
  readonly configured: readonly string[]
  /** Why there is no example. */
  readonly gap?: string | undefined
}

/** Choose an event and a format, edit, send. Nothing for a viewer. */
export function DebugForm(props: DebugFormProps): VNode | null {
  const { endpointId, types, values, errors } = props
  if (!useMayAct()) return null
  const action = debugHref(endpointId)
  const known = types.includes(values.type)
  return (
    <Card title="Request">
      <FormErrors errors={errors} />
      <form class="cols2 align-items-end" method="get" action={action}>
        {values.event !== '' && <input type="hidden" name="event" value={values.event} />}
        <SelectField
          name="type"
          label={values.event === '' ? 'Example of' : 'As it happened'}
          value={values.type}
          options={(values.event === '' ? [...(known ? [] : ['']), ...types] : [values.type]).map(
            (value) => ({
              value,
              label: value,
            }),
          )}
        />
        <div class="d-flex gap-2 align-items-end">
          <div class="flex-fill">
            <SelectField
              name="format"
              label="Format"
              value={values.format}
              options={SHAPES.map(({ label }) => ({ value: label, label }))}
            />
          </div>
          <div class="mb-3">
            <Button>Load</Button>
          </div>
        </div>
      </form>
      {props.gap !== undefined && (
        <div class="mb-3">
          <Why icon="alert-triangle">{props.gap}</Why>
        </div>
      )}
      <form method="post" action={action} novalidate>
        <Csrf token={props.csrfToken} />
        <input type="hidden" name="type" value={values.type} />
        <input type="hidden" name="event" value={values.event} />
        <input type="hidden" name="format" value={values.format} />
        <TextareaField
          name="headers"
          label="More headers"
          value={values.headers}
          rows={2}
          class="mono"
          placeholder="X-Trace: try-7"
          hint={
            props.configured.length === 0
              ? 'Name: value, one a line.'
              : `Name: value, one a line. These go along as they are set: ${props.configured.join(', ')}.`
          }
          {...(errors.headers === undefined ? {} : { error: errors.headers })}
        />
        <TextareaField
          name="body"
          label="Body"
          value={values.body}
          rows={16}
          class="mono"
          hint="Goes out exactly as it stands here, line breaks and all."
          {...(errors.body === undefined ? {} : { error: errors.body })}
        />
        <Button kind="primary" icon="send">
          Send
        </Button>
      </form>
    </Card>
  )
}
