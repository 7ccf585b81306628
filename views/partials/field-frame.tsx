import type { ComponentChildren, VNode } from 'preact'
import type { Fault } from '../../src/domain/faults.ts'
import { useReader } from '../languages/reader.ts'
import { Icon } from './icon.tsx'

/** What every labelled field takes. */
export interface Labelled {
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
export function describedBy(id: string, hint: unknown, error: Fault | undefined) {
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

interface FrameProps extends Labelled {
  readonly controlId: string
  /** Stands last, below the hint. */
  readonly below?: ComponentChildren
  readonly children: ComponentChildren
}

/** A control between its label and the lines below it. */
export function FieldFrame({
  controlId,
  label,
  hint,
  error,
  aside,
  last,
  below,
  children,
}: FrameProps): VNode {
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
      {below}
    </div>
  )
}

/** The class names of a control, faulty or not. */
export const controlClass = (base: string, error: Fault | undefined, extra?: string) =>
  [base, error === undefined ? '' : 'is-invalid', extra ?? ''].filter((one) => one !== '').join(' ')
