import type { VNode } from 'preact'
import type { FieldType } from '../../src/domain/custom-field.ts'
import type { Fault } from '../../src/domain/faults.ts'
import { CheckboxField, Field, SelectField } from './field.tsx'
import type { Errors } from './form-errors.tsx'

/** A custom field as a form shows it; sent under `name`. */
export interface CustomInput {
  readonly name: string
  readonly label: string
  readonly type: FieldType
  /** Of a `choice`. */
  readonly choices: readonly string[]
  readonly required: boolean
  /** As text; a box is ticked by `true`. */
  readonly value: string
}

/** The operator's own fields, each with the control of its type. */
export function CustomInputs(props: {
  readonly fields: readonly CustomInput[]
  readonly errors?: Errors
  /** Leaves `required` to the server, as where an operator edits what a person has not filled in yet. */
  readonly lenient?: boolean
}): VNode {
  return (
    <>
      {props.fields.map((input) => (
        <CustomControl
          key={input.name}
          input={input}
          error={props.errors?.[input.name]}
          required={input.required && props.lenient !== true}
        />
      ))}
    </>
  )
}

function CustomControl(props: {
  readonly input: CustomInput
  readonly error?: Fault | undefined
  readonly required: boolean
}): VNode {
  const { name, label, type, value, choices } = props.input
  const common = { name, label, required: props.required, ...(props.error ? { error: props.error } : {}) }
  if (type === 'boolean')
    return <CheckboxField {...common} required={false} value="true" checked={/^(?:true|on)$/.test(value)} />
  if (type === 'choice') {
    // What the operator took off the list stays with whoever has it.
    const kept = value === '' || choices.includes(value) ? choices : [value, ...choices]
    const options = [{ value: '', label: '–' }, ...kept.map((one) => ({ value: one, label: one }))]
    return <SelectField {...common} value={value} options={options} />
  }
  if (type === 'date') return <Field {...common} type="date" value={value} autocomplete="off" />
  if (type === 'number')
    return <Field {...common} value={value} inputmode="numeric" autocomplete="off" class="w-auto" />
  return <Field {...common} value={value} maxlength={1000} autocomplete="off" />
}
