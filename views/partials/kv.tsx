import { type ComponentChildren, Fragment, type VNode } from 'preact'

export interface KvProps {
  /** Term and what it is; `undefined` and `null` print as `–`. */
  readonly items: readonly (readonly [term: string, value: ComponentChildren])[]
  /** `time`: a narrow column of times. `wide`: room for long terms. */
  readonly kind?: 'time' | 'wide'
}

/** Terms and values in two columns. */
export function Kv({ items, kind }: KvProps): VNode {
  return (
    <dl class={kind === undefined ? 'kv' : `kv kv-${kind}`}>
      {items.map(([term, value]) => (
        <Fragment key={term}>
          <dt>{term}</dt>
          <dd class="num">{value === undefined || value === null || value === '' ? '–' : value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
