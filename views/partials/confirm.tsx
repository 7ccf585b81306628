import type { ComponentChildren, VNode } from 'preact'
import { Button } from './button.tsx'
import { Csrf } from './csrf.tsx'
import { Icon, type IconName } from './icon.tsx'
import { useMayAct } from './may-act.ts'
import { safeHref } from './safe-href.ts'

export interface ConfirmProps {
  readonly action: string
  readonly csrfToken: string
  /** The button that opens the question: `Delete webhook`. */
  readonly label: string
  readonly icon?: IconName
  /** What will be so afterwards, in words: `Twelve deliveries still wait; they end as skipped.` */
  readonly children: ComponentChildren
  /** The button that does it: `Delete OA employees`. */
  readonly confirmLabel: string
  /** More fields of the form, such as the password. */
  readonly fields?: ComponentChildren
  /** `link` where it opens from a line of text, `danger` as a button of its own. */
  readonly kind?: 'danger' | 'plain' | 'link'
  /** Opened already: after a refusal, so that the error is seen. */
  readonly open?: boolean
}

/**
 * An act that cannot be taken back: the first press opens the question, the second does it. Needs no script.
 * Viewers do not see it.
 */
export function Confirm(props: ConfirmProps): VNode | null {
  const mayAct = useMayAct()
  if (!mayAct) return null
  const { kind = 'danger' } = props
  const look = kind === 'link' ? 'linkish linkish-bad' : kind === 'danger' ? 'btn btn-danger' : 'btn'
  return (
    <details class="confirm" open={props.open === true}>
      <summary class={look}>
        {props.icon !== undefined && <Icon name={props.icon} />}
        {props.label}
      </summary>
      <form class="confirm-ask" method="post" action={safeHref(props.action)}>
        <Csrf token={props.csrfToken} />
        <div class="mb-3">{props.children}</div>
        {props.fields}
        <Button kind={kind === 'plain' ? 'primary' : 'danger'}>{props.confirmLabel}</Button>
      </form>
    </details>
  )
}
