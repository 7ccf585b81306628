import type { ComponentChildren, VNode } from 'preact'
import { safeHref } from './safe-href.ts'

export interface Figure {
  readonly label: string
  /** Already written out: `1,288`, `99.8`. */
  readonly value: string
  /** Small, after the value: `%`, `ms`, `min`. */
  readonly unit?: string
  /** One line below; what does not fit is cut. */
  readonly detail?: ComponentChildren
  /** `warn` where the figure asks for attention. */
  readonly tone?: 'warn'
  /** The list behind the figure. */
  readonly href?: string
}

/** The element of a figure on a page. */
export function figureId({ label }: Pick<Figure, 'label'>): string {
  return `figure-${label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
}

/** One figure; `Figures` puts several in a row. */
export function FigureCell(figure: Figure): VNode {
  const { label, value, unit, detail, tone, href } = figure
  const written = (
    <>
      {value} {unit !== undefined && <small>{unit}</small>}
    </>
  )
  return (
    <div id={figureId(figure)} class={tone}>
      <span class="subheader">{label}</span>
      <b>
        {href === undefined ? (
          written
        ) : (
          <a class="plain" href={safeHref(href)}>
            {written}
            <span class="visually-hidden">{`: ${label}, see the list`}</span>
          </a>
        )}
      </b>
      {detail !== undefined && <span class="text-secondary">{detail}</span>}
    </div>
  )
}

/** A row of figures, at most five; two a row on a phone. */
export function Figures({ items }: { readonly items: readonly Figure[] }): VNode {
  return (
    <div class={`figs figs-${Math.min(items.length, 5)}`}>
      {items.map((figure) => (
        <FigureCell key={figure.label} {...figure} />
      ))}
    </div>
  )
}
