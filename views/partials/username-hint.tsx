import type { VNode } from 'preact'

/** Tells a password manager whose password a form asks for. It is neither seen nor sent. */
export function UsernameHint({ who }: { readonly who: string }): VNode {
  return <input type="text" autocomplete="username" value={who} readOnly hidden />
}
