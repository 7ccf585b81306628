import type { ComponentChildren, VNode } from 'preact'

export interface Figure {
  readonly label: string
  /** Already written out: `1,288`, `99.8`. */
  readonly value: string
  /** Small, after the value: `%`, `ms`, `min`. */
  readonly unit?: string
  readonly detail?: ComponentChildren
  /** `warn` where the figure asks for attention. */
  readonly tone?: 'warn'
}

/** A row of figures, at most five; two a row on a phone. */
export function Figures({ items }: { readonly items: readonly Figure[] }): VNode {
  return (
    <div class={`figs figs-${Math.min(items.length, 5)}`}>
      {items.map(({ label, value, unit, detail, tone }) => (
        <div key={label} class={tone}>
          <span class="subheader">{label}</span>
          <b>
            {value} {unit !== undefined && <small>{unit}</small>}
          </b>
          {detail !== undefined && <span class="text-secondary">{detail}</span>}
        </div>
      ))}
    </div>
  )
}
