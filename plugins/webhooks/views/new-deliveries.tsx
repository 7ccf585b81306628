import type { VNode } from 'preact'
import { ButtonLink } from '#gatepost'

/** Deliveries counted for the button at most. */
export const MOST_NEW = 100

/** Where the button stands; its place is kept while there is nothing new, so that nothing moves when there is. */
export function NewDeliveries({ found, href }: { readonly found: number; readonly href: string }): VNode {
  const words = found >= MOST_NEW ? `${MOST_NEW} or more new` : `${found} new`
  return (
    <span id="new-deliveries" class="new-rows">
      {found > 0 && (
        <ButtonLink href={href} icon="refresh">
          {words}
        </ButtonLink>
      )}
    </span>
  )
}
