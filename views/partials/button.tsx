import type { ComponentChildren, VNode } from 'preact'
import { Csrf } from './csrf.tsx'
import { Icon, type IconName } from './icon.tsx'
import { isFormAddress, useMayAct } from './may-act.ts'
import { safeHref } from './safe-href.ts'

/** `primary` once a page; `danger` for what cannot be taken back; `link` where a word in a line acts. */
export type ButtonKind = 'primary' | 'plain' | 'danger' | 'link'

interface Looks {
  readonly kind?: ButtonKind
  readonly icon?: IconName
  readonly small?: boolean
  /** The whole width of its container. */
  readonly wide?: boolean
  readonly children: ComponentChildren
}

/** The class names of a button of that kind. */
export function buttonClass({ kind = 'plain', small, wide }: Omit<Looks, 'children' | 'icon'>): string {
  const names = kind === 'link' ? ['linkish'] : ['btn']
  if (kind === 'primary' || kind === 'danger') names.push(`btn-${kind}`)
  if (small === true && kind !== 'link') names.push('btn-sm')
  if (wide === true) names.push('w-100')
  return names.join(' ')
}

export interface ButtonProps extends Looks {
  readonly name?: string
  readonly value?: string
  readonly disabled?: boolean
  /** The id of a form elsewhere on the page. */
  readonly form?: string
}

/** A button that submits the form it stands in. */
export function Button({ icon, children, name, value, disabled, form, ...looks }: ButtonProps): VNode {
  return (
    <button
      type="submit"
      class={buttonClass(looks)}
      name={name}
      value={value}
      disabled={disabled === true}
      form={form}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
}

export interface ButtonLinkProps extends Looks {
  readonly href: string
}

/** A link that looks like a button: it leads somewhere and changes nothing. A viewer sees none that opens a form. */
export function ButtonLink({ href, icon, children, ...looks }: ButtonLinkProps): VNode | null {
  const mayAct = useMayAct()
  if (!mayAct && isFormAddress(href)) return null
  return (
    <a class={buttonClass(looks)} href={safeHref(href)}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </a>
  )
}

export interface PostButtonProps extends ButtonProps {
  readonly action: string
  readonly csrfToken: string
  /** Hidden fields that go along. */
  readonly fields?: Readonly<Record<string, string>>
}

/** A form of one button: an act by POST, such as signing out or sending a test. Viewers do not see it. */
export function PostButton({ action, csrfToken, fields = {}, ...button }: PostButtonProps): VNode | null {
  if (!useMayAct()) return null
  return (
    <form class="post" method="post" action={safeHref(action)}>
      <Csrf token={csrfToken} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button {...button} />
    </form>
  )
}
