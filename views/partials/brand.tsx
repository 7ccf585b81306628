import type { VNode } from 'preact'
import { logoHref, useSiteLook } from './site-look.ts'

/** The mark, or the operator's logo, and the name, as a link home. */
export function Brand({ href = '/' }: { readonly href?: string }): VNode {
  const { productName, logo } = useSiteLook()
  return (
    <a class="gp-brand plain" href={href}>
      {logo === null ? <Mark /> : <img src={logoHref(logo)} alt="" />}
      <span class="text-truncate">{productName}</span>
    </a>
  )
}

function Mark(): VNode {
  return (
    <svg viewBox="0 0 16 16" fill="none" aria-hidden="true">
      <path class="p" d="M1 6l3-4 3 4zM2 7h4v8H2z" />
      <path
        class="s"
        d="M9 5.5a3.5 3.5 0 0 1 0 5M12 3a7 7 0 0 1 0 10"
        stroke-width="1.8"
        stroke-linecap="round"
      />
    </svg>
  )
}
