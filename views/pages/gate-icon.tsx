import type { VNode } from 'preact'
import { Icon, type IconName } from '../partials/icon.tsx'
import type { Tone } from '../partials/state.tsx'

/** The round sign at the head of a page that only tells something. */
export function GateIcon({ tone, name }: { readonly tone: Tone; readonly name: IconName }): VNode {
  return (
    <div class={`gate-icon st-${tone}`}>
      <Icon name={name} />
    </div>
  )
}
