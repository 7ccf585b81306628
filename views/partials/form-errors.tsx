import type { ComponentChildren, VNode } from 'preact'
import type { Fault } from '../../src/domain/faults.ts'
import { useReader } from '../languages/reader.ts'
import { fieldId } from './field-frame.tsx'
import { Icon } from './icon.tsx'

/** Field name → what is wrong with it, by code or in words. The key `form` holds what is wrong with the whole. */
export type Errors = Readonly<Record<string, Fault>>

export interface FormErrorsProps {
  readonly errors?: Errors
  /** Field names in page order with the ids of their controls where these differ from the rule of `fieldId`. */
  readonly ids?: Readonly<Record<string, string>>
  /** A next step under the list, such as a link. */
  readonly children?: ComponentChildren
}

/**
 * The summary above a form: what is wrong with the whole, and, from two faulty fields on, links to each. It
 * takes the focus when the page opens, so that a screen reader begins with it. One faulty field alone needs
 * no summary: the field itself takes the focus and reads its error.
 */
export function FormErrors({ errors = {}, ids = {}, children }: FormErrorsProps): VNode | null {
  const { t, fault } = useReader()
  const fields = Object.entries(errors).filter(([name]) => name !== 'form')
  const whole = errors.form
  if (whole === undefined && fields.length < 2) return null
  return (
    <div class="note st-bad mb-3" role="alert" tabindex={-1} autofocus>
      <Icon name="alert-triangle" />
      <div>
        <div class="fw-medium">
          {whole === undefined ? t('frame.faults', { count: fields.length }) : fault(whole)}
        </div>
        {fields.length > 0 && (
          <ul class="mb-0 mt-1 ps-3">
            {fields.map(([name, wrong]) => (
              <li key={name}>
                <a href={`#${fieldId(name, ids[name])}`}>{fault(wrong)}</a>
              </li>
            ))}
          </ul>
        )}
        {children}
      </div>
    </div>
  )
}
