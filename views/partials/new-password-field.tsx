import type { VNode } from 'preact'
import { fieldId } from './field-frame.tsx'
import { PasswordField, type PasswordFieldProps } from './password-field.tsx'

/** What a page with a `NewPasswordField` loads. */
export const STRENGTH_SCRIPTS: readonly string[] = ['strength-meter']

/**
 * A field for a password that is chosen, and below it how it would be judged while it is typed. The server says so,
 * and judges again what is sent; without script the meter stays empty.
 */
export function NewPasswordField(props: Omit<PasswordFieldProps, 'autocomplete' | 'below'>): VNode {
  const meter = (
    <div class="strength" data-strength={fieldId(props.name, props.id)}>
      <span class="strength-bars" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      <span aria-live="polite" />
    </div>
  )
  return <PasswordField {...props} autocomplete="new-password" below={meter} />
}
