import type { Flash } from '../partials/note.tsx'

/** What every page before signing in needs besides its own data. */
export interface GateShell {
  readonly csrfToken: string
  readonly nonce?: string
  readonly flash?: Flash
  /** The path of this page, for the switch of languages to come back to; without it there is no switch. */
  readonly here?: string
}
