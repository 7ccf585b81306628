import type { VNode } from 'preact'
import type { Fault } from '../../src/domain/faults.ts'
import { FieldError, fieldId } from './field-frame.tsx'
import { Icon } from './icon.tsx'

export interface PickableType {
  /** `user.registered` */
  readonly name: string
  /** `A user row came to be, by any path` */
  readonly description: string
}

export interface PickGroup {
  /** `Password and e-mail` */
  readonly label: string
  readonly types: readonly PickableType[]
}

export interface EventPickerProps {
  readonly groups: readonly PickGroup[]
  /** Names that are ticked. */
  readonly chosen: readonly string[]
  /** Name of the boxes in the form; each ticked one is sent. */
  readonly name?: string
  readonly error?: Fault | undefined
  /** A text field for patterns such as `user.*`, sent beside the boxes under this name. */
  readonly patterns?: { readonly name: string; readonly value: string }
}

/**
 * Event types by group, with a search where script runs (`pick-events.js`). Groups with something chosen are
 * open; with nothing chosen at all the first one is.
 */
export function EventPicker({ groups, chosen, name = 'events', error, patterns }: EventPickerProps): VNode {
  const id = fieldId(name)
  const all = groups.reduce((sum, group) => sum + group.types.length, 0)
  const known = groups.flatMap((group) => group.types).filter((type) => chosen.includes(type.name)).length
  return (
    <fieldset
      class="mb-4"
      id={id}
      tabindex={-1}
      aria-describedby={error === undefined ? undefined : `${id}-error`}
    >
      <legend class="form-label d-flex align-items-baseline mb-1 w-100">
        Events
        <span class="ms-auto text-secondary fw-normal">
          <b class="fw-medium text-body" data-pick-count>
            {known} of {all}
          </b>{' '}
          chosen
        </span>
      </legend>
      <div class="pick-tools mb-2" hidden data-pick-tools>
        <div class="input-icon flex-fill">
          <span class="input-icon-addon">
            <Icon name="search" />
          </span>
          <input
            class="form-control"
            type="search"
            placeholder="Search events"
            aria-label="Search event types"
            data-pick-search
          />
        </div>
        <button type="button" class="btn" data-pick-all>
          Choose all
        </button>
      </div>
      <div class={error === undefined ? 'pick' : 'pick is-invalid'}>
        {groups.map(({ label, types }, at) => {
          const count = types.filter((type) => chosen.includes(type.name)).length
          return (
            <details key={label} open={count > 0 || (known === 0 && at === 0)}>
              <summary>
                <Icon name="chevron-right" class="turn" />
                {label}
                <span class="ms-auto text-secondary fw-normal num" data-pick-of={types.length}>
                  {count} of {types.length}
                </span>
              </summary>
              {types.map((type) => (
                <label key={type.name}>
                  <input
                    class="form-check-input"
                    type="checkbox"
                    name={name}
                    value={type.name}
                    checked={chosen.includes(type.name)}
                  />
                  <code>{type.name}</code>
                  <span>{type.description}</span>
                </label>
              ))}
            </details>
          )
        })}
        {patterns !== undefined && (
          <div class="pick-pattern">
            <label class="text-nowrap" for={fieldId(patterns.name)}>
              And patterns
            </label>
            <input
              class="form-control mono"
              id={fieldId(patterns.name)}
              name={patterns.name}
              value={patterns.value}
              placeholder="user.*"
              autocomplete="off"
              spellcheck={false}
            />
          </div>
        )}
      </div>
      {error !== undefined && <FieldError id={id}>{error}</FieldError>}
      <div class="form-hint">
        Names stay as chosen. A pattern such as <code>user.*</code> also takes in types that come later.
      </div>
    </fieldset>
  )
}
