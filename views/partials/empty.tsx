import type { ComponentChildren, VNode } from 'preact'
import { Icon, type IconName } from './icon.tsx'

export interface EmptyProps {
  readonly icon: IconName
  /** `No webhook yet` */
  readonly title: string
  /** What is true already. */
  readonly children?: ComponentChildren
  /** One button. */
  readonly action?: ComponentChildren
}

/** What stands where a list has nothing: what is so already, then one way on. */
export function Empty({ icon, title, children, action }: EmptyProps): VNode {
  return (
    <div class="empty py-4">
      <div class="empty-icon text-secondary mb-2">
        <Icon name={icon} />
      </div>
      <p class="empty-title mb-1">{title}</p>
      {children !== undefined && <p class="empty-subtitle text-secondary">{children}</p>}
      {action !== undefined && <div class="empty-action mt-3">{action}</div>}
    </div>
  )
}
