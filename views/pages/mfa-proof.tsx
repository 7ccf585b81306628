import type { VNode } from 'preact'
import { useTexts } from '../languages/index.ts'
import { Field } from '../partials/field.tsx'
import type { Errors } from '../partials/form-errors.tsx'
import { PasswordField } from '../partials/password-field.tsx'
import { UsernameHint } from '../partials/username-hint.tsx'

/** What a form asks for: nothing after a passkey, the password before the first factor, both otherwise. */
export type AskedProofs = 'none' | 'password' | 'both'

export interface ProofFieldsProps {
  /** Begins the ids of the fields, of which a page has several. */
  readonly at: string
  readonly asks: AskedProofs
  readonly who: string
  readonly errors: Errors
  /** Says why, under the password. */
  readonly hint?: string
}

/** The proofs of a person who changes a second factor. */
export function ProofFields({ at, asks, who, errors, hint }: ProofFieldsProps): VNode | null {
  const t = useTexts()
  if (asks === 'none') return null
  return (
    <>
      <UsernameHint who={who} />
      <PasswordField
        id={`${at}-password`}
        name="password"
        label={t('mfa.yourPassword')}
        hint={hint}
        error={errors.password}
        autocomplete="current-password"
        required
        last={asks === 'password'}
      />
      {asks === 'both' && (
        <Field
          id={`${at}-code`}
          name="code"
          label={t('mfa.appOrRecovery')}
          error={errors.code}
          class="mono"
          autocomplete="one-time-code"
          required
          last
        />
      )}
    </>
  )
}
