import { h, type VNode } from 'preact'
import { controlClass, describedBy, FieldError, FieldFrame, fieldId, type Labelled } from './field-frame.tsx'

export interface FieldProps extends Labelled {
  readonly type?: 'text' | 'email' | 'url' | 'tel' | 'number' | 'search' | 'datetime-local' | 'date'
  /** What was typed; it stays after a refusal. */
  readonly value?: string
  readonly autocomplete?: string
  readonly inputmode?: 'numeric' | 'email' | 'url' | 'text' | 'tel'
  readonly placeholder?: string
  readonly maxlength?: number
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly readonly?: boolean
  readonly spellcheck?: boolean
  /** More class names for the control: `mono`, `otp`, `w-auto`. */
  readonly class?: string
  readonly size?: number
  /** Puts the cursor here when the page opens. */
  readonly focus?: boolean
}

/** A labelled one-line field. For passwords use `PasswordField`, which has no value to show. */
export function Field(props: FieldProps): VNode {
  const { type = 'text', value, class: extra, focus, spellcheck } = props
  const controlId = fieldId(props.name, props.id)
  const tied = describedBy(controlId, props.hint, props.error)
  return (
    <FieldFrame {...props} controlId={controlId}>
      {/* `h` and not a tag: the tag's types want the one literal type, and here it is a choice. */}
      {h('input', {
        ...tied,
        class: controlClass('form-control', props.error, extra),
        type,
        name: props.name,
        value,
        required: props.required === true,
        autocomplete: props.autocomplete,
        inputmode: props.inputmode,
        placeholder: props.placeholder,
        maxlength: props.maxlength,
        min: props.min,
        max: props.max,
        pattern: props.pattern,
        readOnly: props.readonly === true,
        size: props.size,
        spellcheck,
        autofocus: tied.autofocus || focus === true,
      })}
    </FieldFrame>
  )
}

export interface Option {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
}

export interface SelectFieldProps extends Labelled {
  readonly options: readonly Option[]
  readonly value?: string
}

/** A labelled choice of one from a list. */
export function SelectField(props: SelectFieldProps): VNode {
  const controlId = fieldId(props.name, props.id)
  return (
    <FieldFrame {...props} controlId={controlId}>
      <select
        {...describedBy(controlId, props.hint, props.error)}
        class={controlClass('form-select', props.error)}
        name={props.name}
        required={props.required === true}
      >
        {props.options.map((option) => (
          <option
            key={option.value}
            value={option.value}
            selected={option.value === props.value}
            disabled={option.disabled === true}
          >
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  )
}

export interface TextareaFieldProps extends Labelled {
  readonly value?: string
  readonly rows?: number
  readonly placeholder?: string
  readonly class?: string
}

/** A labelled field of several lines. */
export function TextareaField(props: TextareaFieldProps): VNode {
  const controlId = fieldId(props.name, props.id)
  return (
    <FieldFrame {...props} controlId={controlId}>
      <textarea
        {...describedBy(controlId, props.hint, props.error)}
        class={controlClass('form-control', props.error, props.class)}
        name={props.name}
        rows={props.rows ?? 4}
        placeholder={props.placeholder}
        required={props.required === true}
        value={props.value}
      />
    </FieldFrame>
  )
}

export interface CheckboxFieldProps extends Omit<Labelled, 'aside'> {
  readonly checked?: boolean
  /** What is sent when it is ticked; `on` otherwise. */
  readonly value?: string
}

/** One box to tick, with its words beside it. */
export function CheckboxField(props: CheckboxFieldProps): VNode {
  const controlId = fieldId(props.name, props.id)
  return (
    <div class={props.last === true ? 'mb-4' : 'mb-3'}>
      <label class="form-check mb-0" for={controlId}>
        <input
          {...describedBy(controlId, props.hint, props.error)}
          class={controlClass('form-check-input', props.error)}
          type="checkbox"
          name={props.name}
          value={props.value}
          checked={props.checked === true}
          required={props.required === true}
        />
        <span class="form-check-label">{props.label}</span>
      </label>
      {props.error !== undefined && <FieldError id={controlId}>{props.error}</FieldError>}
      {props.hint !== undefined && (
        <div class="form-hint" id={`${controlId}-hint`}>
          {props.hint}
        </div>
      )}
    </div>
  )
}
