import type { VNode } from 'preact'
import { Icon, type IconName } from '../partials/icon.tsx'
import type { Flash } from '../partials/note.tsx'
import type { Tone } from '../partials/state.tsx'

/** What every page before signing in needs besides its own data. */
export interface GateShell {
  readonly csrfToken: string
  readonly nonce?: string
  readonly flash?: Flash
}

/** The round sign at the head of a page that only tells something. */
export function GateIcon({ tone, name }: { readonly tone: Tone; readonly name: IconName }): VNode {
  return (
    <div class={`gate-icon st-${tone}`}>
      <Icon name={name} />
    </div>
  )
}
