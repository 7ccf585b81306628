import { type ComponentChildren, h, type VNode } from 'preact'
import type { Fault } from '../../src/domain/faults.ts'
import { useReader } from '../languages/reader.ts'
import { Icon } from './icon.tsx'

interface Common {
  /** The name in the form; also the id, unless `id` says otherwise. */
  readonly name: string
  readonly id?: string
  readonly label: ComponentChildren
  /** One line under the field that helps before anything went wrong. */
  readonly hint?: ComponentChildren
  /** What is wrong; stands under the field and is read with it. */
  readonly error?: Fault | undefined
  readonly required?: boolean
  /** A link at the right end of the label's line. */
  readonly aside?: ComponentChildren
  /** Space below; the last field before a button takes the larger one. */
  readonly last?: boolean
}

/** The id under which a field's control is found; the summary of errors links to it. */
export function fieldId(name: string, id?: string): string {
  return id ?? `f-${name.replace(/[^A-Za-z0-9_-]/g, '-')}`
}

/** The attributes that tie a control to its hint and its error, and mark it as faulty. */
function describedBy(id: string, hint: unknown, error: Fault | undefined) {
  const ids = [error === undefined ? '' : `${id}-error`, hint === undefined ? '' : `${id}-hint`]
  return {
    id,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
    'aria-describedby': ids.filter((one) => one !== '').join(' ') || undefined,
    autofocus: error !== undefined,
  }
}

/** The line under a control that says what is wrong with it. */
export function FieldError({ id, children }: { readonly id: string; readonly children: Fault }): VNode {
  const { fault } = useReader()
  return (
    <div class="invalid-feedback" id={`${id}-error`}>
      <Icon name="alert-triangle" />
      <span>{fault(children)}</span>
    </div>
  )
}

interface FrameProps extends Common {
  readonly controlId: string
  readonly children: ComponentChildren
}

function Frame({ controlId, label, hint, error, aside, last, children }: FrameProps): VNode {
  const labelled = (
    <label class="form-label" for={controlId}>
      {label}
    </label>
  )
  return (
    <div class={last === true ? 'mb-4' : 'mb-3'}>
      {aside === undefined ? (
        labelled
      ) : (
        <div class="d-flex justify-content-between gap-3">
          {labelled}
          {aside}
        </div>
      )}
      {children}
      {error !== undefined && <FieldError id={controlId}>{error}</FieldError>}
      {hint !== undefined && (
        <div class="form-hint" id={`${controlId}-hint`}>
          {hint}
        </div>
      )}
    </div>
  )
}

const controlClass = (base: string, error: Fault | undefined, extra?: string) =>
  [base, error === undefined ? '' : 'is-invalid', extra ?? ''].filter((one) => one !== '').join(' ')

export interface FieldProps extends Common {
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
    <Frame {...props} controlId={controlId}>
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
    </Frame>
  )
}

export interface PasswordFieldProps extends Common {
  readonly autocomplete: 'current-password' | 'new-password'
  readonly focus?: boolean
}

/** A password field. It takes no value, so that no page can hand a password back. */
export function PasswordField(props: PasswordFieldProps): VNode {
  const controlId = fieldId(props.name, props.id)
  const tied = describedBy(controlId, props.hint, props.error)
  return (
    <Frame {...props} controlId={controlId}>
      <input
        {...tied}
        class={controlClass('form-control', props.error)}
        type="password"
        name={props.name}
        required={props.required === true}
        autocomplete={props.autocomplete}
        autofocus={tied.autofocus || props.focus === true}
      />
    </Frame>
  )
}

export interface Option {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
}

export interface SelectFieldProps extends Common {
  readonly options: readonly Option[]
  readonly value?: string
}

/** A labelled choice of one from a list. */
export function SelectField(props: SelectFieldProps): VNode {
  const controlId = fieldId(props.name, props.id)
  return (
    <Frame {...props} controlId={controlId}>
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
    </Frame>
  )
}

export interface TextareaFieldProps extends Common {
  readonly value?: string
  readonly rows?: number
  readonly placeholder?: string
  readonly class?: string
}

/** A labelled field of several lines. */
export function TextareaField(props: TextareaFieldProps): VNode {
  const controlId = fieldId(props.name, props.id)
  return (
    <Frame {...props} controlId={controlId}>
      <textarea
        {...describedBy(controlId, props.hint, props.error)}
        class={controlClass('form-control', props.error, props.class)}
        name={props.name}
        rows={props.rows ?? 4}
        placeholder={props.placeholder}
        required={props.required === true}
        value={props.value}
      />
    </Frame>
  )
}

export interface CheckboxFieldProps extends Omit<Common, 'aside'> {
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
