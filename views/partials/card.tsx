import type { ComponentChildren, VNode } from 'preact'

export interface CardProps {
  readonly title?: ComponentChildren
  /** What stands at the right end of the title: a link, a state, a count. */
  readonly aside?: ComponentChildren
  /** `false` for tables and lists, which bring their own edges. */
  readonly padded?: boolean
  readonly id?: string
  readonly children: ComponentChildren
}

/** A card: a title, something at its right, and a body. */
export function Card({ title, aside, padded = true, id, children }: CardProps): VNode {
  return (
    <section class="card" id={id}>
      {title !== undefined && (
        <div class="card-header">
          <h2>{title}</h2>
          {aside !== undefined && <span class="ms-auto">{aside}</span>}
        </div>
      )}
      {padded ? <div class="card-body">{children}</div> : children}
    </section>
  )
}
