import type { ComponentChildren, VNode } from 'preact'
import { CopyButton } from './copy-button.tsx'
import { Icon } from './icon.tsx'

export interface SecretOnceProps {
  /** `Webhook created. Copy its secret now.` */
  readonly title: string
  readonly secret: string
  /** The id of the element that holds the secret, for the copy button. */
  readonly id?: string
  /** `We show it once; later you can only rotate it.` */
  readonly children: ComponentChildren
}

/** A secret that is shown this once. */
export function SecretOnce({ title, secret, id = 'secret', children }: SecretOnceProps): VNode {
  return (
    <div class="note st-ok mb-3" role="status">
      <Icon name="check" />
      <div class="min-w-0">
        <div class="fw-medium">{title}</div>
        <div class="mb-2">{children}</div>
        <div class="d-flex gap-2 align-items-center flex-wrap">
          <code class="secret" id={id}>
            {secret}
          </code>
          <CopyButton target={id} />
        </div>
      </div>
    </div>
  )
}
