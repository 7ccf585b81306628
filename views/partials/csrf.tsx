import type { VNode } from 'preact'

/** The hidden field that proves a form was made by this server for this session. Belongs into every POST form. */
export function Csrf({ token }: { readonly token: string }): VNode {
  return <input type="hidden" name="_csrf" value={token} />
}
