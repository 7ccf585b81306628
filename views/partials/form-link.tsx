import type { ComponentChildren, VNode } from 'preact'
import { useMayAct } from './may-act.ts'
import { safeHref } from './safe-href.ts'

export interface FormLinkProps {
  readonly href: string
  readonly children: ComponentChildren
}

/** A word that leads to a form. Viewers, whom the form would refuse, do not see it. */
export function FormLink({ href, children }: FormLinkProps): VNode | null {
  if (!useMayAct()) return null
  return <a href={safeHref(href)}>{children}</a>
}
