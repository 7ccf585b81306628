import type { ComponentChildren, VNode } from 'preact'
import { safeHref } from './safe-href.ts'

export interface Column {
  readonly text: string
  /** Numbers stand right. */
  readonly right?: boolean
  /** The head is for screen readers only: a column of actions. */
  readonly hidden?: boolean
}

export interface TableProps {
  /** What the table holds, for screen readers. */
  readonly label: string
  readonly columns: readonly (string | Column)[]
  /** Rows become key + state and one or two muted lines on a phone; cells say `end`, `all` or `hide`. */
  readonly stack?: boolean
  readonly hover?: boolean
  /** Columns as wide as those of the page's other tables: the first holds the `names` of things, or `calls`. */
  readonly aligned?: 'names' | 'calls'
  /** The `<tr>` elements. */
  readonly children: ComponentChildren
}

/** A table of 38 px rows, made to stand in a card without padding. */
export function Table({ label, columns, stack = true, hover = true, aligned, children }: TableProps): VNode {
  const heads = columns.map((column) => (typeof column === 'string' ? { text: column } : column))
  return (
    <div class="table-responsive">
      <table
        class={`table card-table${hover ? ' table-hover' : ''}${stack ? ' stack' : ''}${aligned === undefined ? '' : ` aligned aligned-${aligned}`}`}
        aria-label={label}
      >
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head.text} scope="col" class={head.right === true ? 'r' : undefined}>
                {head.hidden === true ? <span class="visually-hidden">{head.text}</span> : head.text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

export interface PagerProps {
  /** `10 of 18,249`, or nothing where counting would cost too much. */
  readonly shown?: string
  /** The page further back in time; none at the end. */
  readonly olderHref?: string
  /** Back to the newest. */
  readonly newestHref?: string
  /** In the reader's language; the console's own otherwise. */
  readonly words?: { readonly pages: string; readonly older: string; readonly newest: string }
}

const ENGLISH = { pages: 'Pages', older: 'Older', newest: 'Newest' } as const

/** The foot of a table that goes on. Pages follow a cursor, so there are no page numbers. */
export function Pager({ shown, olderHref, newestHref, words = ENGLISH }: PagerProps): VNode | null {
  if (shown === undefined && olderHref === undefined && newestHref === undefined) return null
  return (
    <nav class="gp-pager" aria-label={words.pages}>
      <span>{shown}</span>
      <span class="ms-auto d-flex gap-3">
        {newestHref !== undefined && <a href={safeHref(newestHref)}>{words.newest}</a>}
        {olderHref !== undefined && (
          <a href={safeHref(olderHref)} rel="next">
            {words.older}
          </a>
        )}
      </span>
    </nav>
  )
}
