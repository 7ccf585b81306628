import type { ComponentChildren, VNode } from 'preact'
import { safeHref } from './safe-href.ts'

export interface FilterBarProps {
  /** Where the form goes by GET; the filter lives in the URL. */
  readonly action: string
  /** Links at the left, as `Segmented`. */
  readonly segments?: ComponentChildren
  /** Hidden fields that keep what the segments chose. */
  readonly keep?: Readonly<Record<string, string>>
  /** Selects and fields; each with an `aria-label`. */
  readonly children: ComponentChildren
}

/** The line of filters above a table. */
export function FilterBar({ action, segments, keep = {}, children }: FilterBarProps): VNode {
  return (
    <div class="gp-filter">
      {segments}
      <form method="get" action={safeHref(action)}>
        {Object.entries(keep).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {children}
        <button type="submit" class="btn btn-sm">
          Filter
        </button>
      </form>
    </div>
  )
}
