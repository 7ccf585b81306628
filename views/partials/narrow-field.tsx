import type { VNode } from 'preact'
import { FieldError } from './field-frame.tsx'
import type { Errors } from './form-errors.tsx'

/** What a browser's own field of date and time can show; anything else stands there as it was typed. */
const PICKED = /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d)?$/

export interface NarrowFieldProps {
  readonly type?: 'datetime-local'
  readonly name: string
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  readonly error: Errors[string] | undefined
}

/** A field of a line of filters with its name before it and what is wrong with it below. */
export function NarrowField({ type, name, label, value, placeholder, error }: NarrowFieldProps): VNode {
  const id = `filter-${name}`
  return (
    <div>
      <label class="small text-secondary d-block" for={id}>
        {label}
      </label>
      <input
        id={id}
        class={`form-control w-auto${error === undefined ? '' : ' is-invalid'}`}
        {...(error === undefined && type !== undefined && PICKED.test(value) ? { type } : { type: 'text' })}
        name={name}
        value={value}
        placeholder={placeholder}
        autocomplete="off"
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
      />
      {error !== undefined && <FieldError id={id}>{error}</FieldError>}
    </div>
  )
}

export interface NarrowTimesProps {
  /** As they were typed, in UTC. */
  readonly from: string
  readonly until: string
  readonly errors: Errors
}

/** The two ends of a stretch of time. */
export function NarrowTimes({ from, until, errors }: NarrowTimesProps): VNode {
  return (
    <>
      <NarrowField type="datetime-local" name="from" label="From (UTC)" value={from} error={errors.from} />
      <NarrowField
        type="datetime-local"
        name="until"
        label="Until (UTC)"
        value={until}
        error={errors.until}
      />
    </>
  )
}
