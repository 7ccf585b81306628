import type { ComponentChildren, VNode } from 'preact'
import { controlClass, describedBy, FieldFrame, fieldId, type Labelled } from './field-frame.tsx'

export interface PasswordFieldProps extends Labelled {
  readonly autocomplete: 'current-password' | 'new-password'
  readonly focus?: boolean
  /** Stands last, below the hint. */
  readonly below?: ComponentChildren
}

/** A password field. It takes no value, so that no page can hand a password back. */
export function PasswordField(props: PasswordFieldProps): VNode {
  const controlId = fieldId(props.name, props.id)
  const tied = describedBy(controlId, props.hint, props.error)
  return (
    <FieldFrame {...props} controlId={controlId}>
      <input
        {...tied}
        class={controlClass('form-control', props.error)}
        type="password"
        name={props.name}
        required={props.required === true}
        autocomplete={props.autocomplete}
        autofocus={tied.autofocus || props.focus === true}
      />
    </FieldFrame>
  )
}
