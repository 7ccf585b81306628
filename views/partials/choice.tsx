import type { ComponentChildren, VNode } from 'preact'
import type { Fault } from '../../src/domain/faults.ts'
import { FieldError, fieldId } from './field-frame.tsx'

export interface ChoiceOption {
  readonly value: string
  readonly label: string
  /** The word a machine uses for it, if that differs. */
  readonly code?: string
  readonly description?: ComponentChildren
}

export interface ChoiceProps {
  readonly legend: string
  readonly name: string
  readonly value?: string
  readonly options: readonly ChoiceOption[]
  readonly error?: Fault | undefined
}

/** One of a few, as cards with a sentence each. */
export function Choice({ legend, name, value, options, error }: ChoiceProps): VNode {
  const id = fieldId(name)
  return (
    <fieldset
      class="mb-4"
      id={id}
      tabindex={-1}
      aria-describedby={error === undefined ? undefined : `${id}-error`}
    >
      <legend class="form-label">{legend}</legend>
      <div class="d-grid gap-2">
        {options.map((option) => (
          <label key={option.value} class="choice">
            <input
              class="form-check-input"
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
            />
            <span>
              <span class="fw-medium">{option.label}</span>{' '}
              {option.code !== undefined && <code class="text-secondary">{option.code}</code>}
              {option.description !== undefined && (
                <span class="d-block text-secondary">{option.description}</span>
              )}
            </span>
          </label>
        ))}
      </div>
      {error !== undefined && <FieldError id={id}>{error}</FieldError>}
    </fieldset>
  )
}
