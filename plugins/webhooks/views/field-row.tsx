import { type ComponentChildren, toChildArray, type VNode } from 'preact'

/** Fields side by side, a third of the width each; one below the other on a phone. */
export function FieldRow({ children }: { readonly children: ComponentChildren }): VNode {
  return (
    <div class="row">
      {toChildArray(children).map((field, at) => (
        <div key={at} class="col-md-4">
          {field}
        </div>
      ))}
    </div>
  )
}
