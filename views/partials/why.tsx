import type { ComponentChildren, VNode } from 'preact'
import { Icon, type IconName } from './icon.tsx'

export interface WhyProps {
  /** The question in bold: `Why held?` */
  readonly title?: string
  readonly icon?: IconName
  /** Takes the whole line instead of 68 characters. */
  readonly wide?: boolean
  readonly children: ComponentChildren
}

/** The reason beside a refusal, a wait or a skip, with the time or the setting that changes it. */
export function Why({ title, icon = 'info-circle', wide, children }: WhyProps): VNode {
  return (
    <div class={wide === true ? 'why wide' : 'why'}>
      <Icon name={icon} />
      <span>
        {title !== undefined && <b>{title}</b>} {children}
      </span>
    </div>
  )
}
