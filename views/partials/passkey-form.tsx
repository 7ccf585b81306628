import type { ComponentChildren, VNode } from 'preact'
import { useTexts } from '../languages/reader.ts'
import { Button } from './button.tsx'
import { Csrf } from './csrf.tsx'

/** The scripts of a page with such a form, in this order. */
export const PASSKEY_SCRIPTS: readonly string[] = ['simplewebauthn', 'passkey']

export interface PasskeyFormProps {
  readonly action: string
  readonly csrfToken: string
  /** `get` asks for a passkey, `create` makes one. */
  readonly act: 'get' | 'create'
  /** The options of WebAuthn as JSON. */
  readonly options: string
  readonly label: string
  /** Whether the browser offers passkeys in the field for the name too. */
  readonly autofill?: boolean
  readonly kind?: 'primary' | 'plain'
  readonly wide?: boolean
  /** More fields of the form. */
  readonly children?: ComponentChildren
}

/** A form that a passkey fills in, by the script `passkey`; hidden without it. Posts the answer as `passkey`. */
export function PasskeyForm(props: PasskeyFormProps): VNode {
  const t = useTexts()
  return (
    <form
      method="post"
      action={props.action}
      hidden
      data-passkey={props.act}
      data-options={props.options}
      data-autofill={props.autofill === true ? '' : undefined}
      data-failed={t(props.act === 'get' ? 'passkey.notGiven' : 'passkey.notMade')}
      data-known={props.act === 'create' ? t('passkey.known') : undefined}
    >
      <Csrf token={props.csrfToken} />
      <input type="hidden" name="passkey" value="" />
      {props.children}
      <Button kind={props.kind} icon="fingerprint" wide={props.wide}>
        {props.label}
      </Button>
      <p class="form-hint mt-2 mb-0" role="status" />
    </form>
  )
}
